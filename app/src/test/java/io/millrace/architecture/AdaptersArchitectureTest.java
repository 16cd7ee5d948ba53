package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The adapters keep the rules of the house; they are looked at here, where all are on the class path. */
class AdaptersArchitectureTest {
    private static final JavaClasses CLASSES = House.MILLRACE.mainClasses("adapters");

    static Stream<Map.Entry<String, ArchRule>> rules() {
        return House.MILLRACE.adapterRules().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(Map.Entry<String, ArchRule> rule) {
        assertThat(rule.getValue().evaluate(CLASSES).getFailureReport().getDetails())
                .as(rule.getKey())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"adapters.inmemory", "adapters.aws", "adapters.jdbc"})
    void everyAdapterIsThere(String part) {
        assertThat(CLASSES.stream().map(found -> found.getPackageName() + "."))
                .anyMatch(name -> name.startsWith(House.MILLRACE.root() + "." + part + "."));
    }
}
