package io.millrace.multilang.properties;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Properties files as people have them, and what is told about them. */
class PropertiesFileTest {
    private final Findings findings = new Findings();

    @TempDir
    private Path folder;

    private PropertiesFile parse(String text) {
        return PropertiesFile.parse(text, findings);
    }

    private PropertiesFile readBytes(byte[] bytes) throws Exception {
        return PropertiesFile.read(
                Files.write(folder.resolve("app.properties"), bytes).toString(), findings);
    }

    @Test
    void readsTheFormatAsJavaDoes() {
        PropertiesFile file = parse("""
                # remark with a backslash \\
                one = 1
                  two:2\s
                three 3
                ! remark
                long = a,\\
                       b\\\\
                last = \\u00e4
                """);

        assertThat(file.values())
                .containsEntry("one", "1")
                .containsEntry("two", "2 ")
                .containsEntry("three", "3")
                .containsEntry("long", "a,b\\")
                .containsEntry("last", "ä")
                .hasSize(5);
        assertThat(findings.warnings()).isEmpty();
    }

    @Test
    void ofAKeyThatStandsThereTwiceTheLastIsUsedAndBothLinesAreNamed() {
        PropertiesFile file = parse("streamName = a\n\n# more\nstreamName = \\\n  b\n");

        assertThat(file.values()).containsExactly(java.util.Map.entry("streamName", "b"));
        assertThat(findings.warnings())
                .containsExactly(
                        "streamName: stands on line 1 and on line 4; the last one is used, take the other out");
    }

    @Test
    void theCaseOfOnePrefixDoesNotCountAndThatOfItsEndDoes() {
        assertThat(parse("awsCREDENTIALSproviderDynamoDB = x\nawscredentialsprovider = y\n")
                        .values())
                .containsOnlyKeys("AwsCredentialsProviderDynamoDB", "AwsCredentialsProvider");
    }

    @Test
    void namesTheLineOfABrokenEscape() {
        parse("a = 1\nb = \\u12\n");

        assertThat(findings.faults())
                .containsExactly("line 2: a \\u is not followed by four hexadecimal digits; correct it");
    }

    @Test
    void saysThatAValueLooksLikeUtf8() throws Exception {
        PropertiesFile file = readBytes("# für\napplicationName = zähler\n".getBytes(StandardCharsets.UTF_8));

        assertThat(file.values().get("applicationName")).isEqualTo("zÃ¤hler");
        assertThat(findings.warnings()).singleElement().asString().contains("applicationName: line 2 looks like UTF-8");
    }

    @Test
    void plainLatin1IsNotSuspected() throws Exception {
        PropertiesFile file = readBytes("applicationName = zähler\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(file.values().get("applicationName")).isEqualTo("zähler");
        assertThat(findings.warnings()).isEmpty();
    }

    @Test
    void readsAFileWithTheMarkOfUtf8AndSaysSo() throws Exception {
        PropertiesFile file = readBytes("\ufeffapplicationName = zähler\n".getBytes(StandardCharsets.UTF_8));

        assertThat(file.values()).containsEntry("applicationName", "zähler");
        assertThat(findings.warnings()).singleElement().asString().contains("is read as UTF-8");
    }

    @Test
    void refusesUtf16WithARemedy() throws Exception {
        readBytes("a = 1\n".getBytes(StandardCharsets.UTF_16));

        assertThat(findings.faults()).singleElement().asString().contains("is UTF-16", "save it as");
    }

    @Test
    void refusesUtf16WithoutAMarkToo() throws Exception {
        readBytes("a = 1\n".getBytes(StandardCharsets.UTF_16LE));

        assertThat(findings.faults()).singleElement().asString().contains("is UTF-16");
    }

    @Test
    void looksOnTheClassPathFirst() {
        assertThat(PropertiesFile.read("properties/sample.properties", findings).values())
                .containsEntry("streamName", "words");
    }

    @Test
    void saysWhereItLookedForAFileThatIsMissing() {
        PropertiesFile.read("no/such.properties", findings);

        assertThat(findings.faults())
                .singleElement()
                .asString()
                .startsWith("no/such.properties: there is no such properties file, neither on the class path nor in");
    }

    @Test
    void aFolderIsNoFile() {
        PropertiesFile.read(folder.toString(), findings);

        assertThat(findings.faults()).singleElement().asString().contains("is no file");
    }
}
