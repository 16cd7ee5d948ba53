package io.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line of KCL's daemon is read as that reads it. */
class KclCommandLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-p a.properties -l log.xml",
                "--properties-file a.properties --log-configuration log.xml",
                "-l log.xml a.properties"
            })
    void takesShortLongAndPositionalForms(String arguments) {
        assertThat(KclCommandLine.parse(arguments.split(" ")))
                .isEqualTo(new KclCommandLine("a.properties", Optional.of("log.xml"), Optional.empty()));
    }

    @Test
    void theOptionWinsOverThePositionalArgument() {
        KclCommandLine line = KclCommandLine.parse("old.properties", "-p", "new.properties");

        assertThat(line.properties()).isEqualTo("new.properties");
        assertThat(line.warning())
                .hasValueSatisfying(warning -> assertThat(warning).contains("old.properties"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--bogus", "--properties-file=x"})
    void whatIsNoOptionIsAFile(String argument) {
        assertThat(KclCommandLine.parse(argument).properties()).isEqualTo(argument);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b | More than one properties file: a, b; give one.",
                "a --verbose | There is no option --verbose.",
                "-p | -p needs a file",
                "a -l | -l needs a file",
                "-l log.xml | Properties file missing"
            })
    void refusesTheRestWithARemedy(String arguments, String problem) {
        assertThatThrownBy(() -> KclCommandLine.parse(arguments.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }
}
