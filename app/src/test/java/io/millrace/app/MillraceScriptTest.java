package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script at the root of the project, in a checkout that holds nothing else, with a pretended Maven and Java. */
class MillraceScriptTest {
    private static final List<String> MODULES = List.of(
            "domain",
            "ports",
            "engine",
            "adapters-inmemory",
            "adapters-aws",
            "adapters-jdbc",
            "multilang",
            "simulation-tests",
            "app");

    @TempDir
    private Path folder;

    private Path checkout;
    private Path tools;
    private Path elsewhere;

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = Files.createDirectories(folder.resolve("a checkout"));
        tools = Files.createDirectories(folder.resolve("tools"));
        elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.copy(scriptOfThisProject(), checkout.resolve("millrace"));
        makeExecutable(checkout.resolve("millrace"));
        for (String module : MODULES) {
            Files.createDirectories(checkout.resolve(module).resolve("src/main"));
            touch(checkout.resolve(module).resolve("pom.xml"), Instant.EPOCH);
            touch(checkout.resolve(module).resolve("src/main"), Instant.EPOCH);
        }
        touch(checkout.resolve("pom.xml"), Instant.EPOCH);
        tool(
                "mvn",
                "echo \"$@\" >>'" + folder + "/built'; [ ! -e '" + folder + "/broken' ] || exit 1; echo jar >'"
                        + checkout + "/app/target/millrace.jar'");
        tool("java", "echo java \"$@\"");
    }

    private static Path scriptOfThisProject() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("millrace"))) {
            root = root.getParent();
        }
        return root.resolve("millrace");
    }

    private void tool(String name, String body) throws IOException {
        Path file = tools.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        makeExecutable(file);
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void touch(Path file, Instant time) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private Ended run(Path script, String... arguments) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("PATH", tools + File.pathSeparator + System.getenv("PATH"));
        builder.environment().remove("JAVA_HOME");
        builder.environment().remove("JAVA_OPTS");
        Process process = builder.directory(elsewhere.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private long builds() throws IOException {
        Path built = folder.resolve("built");
        return Files.exists(built) ? Files.readAllLines(built).size() : 0;
    }

    @Test
    void buildsOnceAndRunsFromAnywhere() throws Exception {
        Ended first = run(checkout.resolve("millrace"), "demo", "--seconds", "10");
        Ended second = run(checkout.resolve("millrace"), "demo", "with a space");

        assertThat(first.status()).isZero();
        assertThat(first.out()).endsWith("-jar " + checkout + "/app/target/millrace.jar demo --seconds 10\n");
        assertThat(first.err()).contains("millrace: building ");
        assertThat(second.out()).endsWith("demo with a space\n");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("built")))
                .contains(checkout + "/pom.xml")
                .contains("package");
    }

    @Test
    void compilesFullyOnlyWhatComputesForLong() throws Exception {
        Path script = checkout.resolve("millrace");

        assertThat(run(script, "simulate").out()).contains("-XX:TieredStopAtLevel=1");
        assertThat(run(script, "simulate", "--seed", "42", "--json").out()).contains("-XX:TieredStopAtLevel=1");
        assertThat(run(script, "put", "--shards", "2").out()).contains("-XX:TieredStopAtLevel=1");
        assertThat(run(script, "simulate", "--seed", "42", "--hours", "24").out())
                .doesNotContain("-XX:TieredStopAtLevel=1");
        assertThat(run(script, "simulate", "--runs=100").out()).doesNotContain("-XX:TieredStopAtLevel=1");
        assertThat(run(script, "tail").out()).doesNotContain("-XX:TieredStopAtLevel=1");
    }

    @Test
    void usesAnArchiveOfClassesThatIsNewerThanTheJar() throws Exception {
        Path script = checkout.resolve("millrace");
        assertThat(run(script, "run").err()).contains("app/target/millrace.jar archive");
        assertThat(run(script, "run").out()).doesNotContain("SharedArchiveFile");
        Path archive = checkout.resolve("app/target/millrace.jsa");

        touch(archive, Instant.now().plusSeconds(60));
        assertThat(run(script, "run").out()).contains(" -XX:SharedArchiveFile=" + archive + " ");

        touch(archive, Instant.EPOCH);
        assertThat(run(script, "run").out()).doesNotContain("SharedArchiveFile");
    }

    @Test
    void runsThroughSymbolicLinks() throws Exception {
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), Path.of("../a checkout/millrace"));
        Path linkToLink = Files.createSymbolicLink(tools.resolve("millrace"), link);

        Ended ended = run(linkToLink, "leases");

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).endsWith("-jar " + checkout + "/app/target/millrace.jar leases\n");
    }

    @Test
    void buildsAgainWhenSourcesAreNewer() throws Exception {
        run(checkout.resolve("millrace"), "demo");
        touch(checkout.resolve("engine/src/main/Changed.java"), Instant.now().plusSeconds(60));
        run(checkout.resolve("millrace"), "demo");

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void aChangeOfTestsBuildsNothing() throws Exception {
        run(checkout.resolve("millrace"), "demo");
        Files.createDirectories(checkout.resolve("engine/src/test"));
        touch(checkout.resolve("engine/src/test/Changed.java"), Instant.now().plusSeconds(60));
        run(checkout.resolve("millrace"), "demo");

        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void aFailedBuildRunsNothingAndIsRepeated() throws Exception {
        Files.createFile(folder.resolve("broken"));
        Ended failed = run(checkout.resolve("millrace"), "demo");
        Files.delete(folder.resolve("broken"));
        Ended repaired = run(checkout.resolve("millrace"), "demo");

        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("the build failed");
        assertThat(repaired.status()).isZero();
        assertThat(builds()).isEqualTo(2);
    }
}
