package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.architecture.SourceTree.Source;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The project's sources are kept as {@link TidyRules} says, and each rule reports what is planted for it. */
class TidyTest {
    private static final ImmutableList<Source> FILES = SourceTree.files();
    private static final String DOMAIN = "domain/src/main/java/io/millrace/domain/";

    /** For each rule, in its order, a file that breaks it once. */
    private static final ImmutableList<Source> PLANTED = ImmutableList.of(
            new Source(DOMAIN + "Long.java", "// line\n".repeat(TidyRules.FILE_LINES_AT_MOST + 1)),
            new Source(DOMAIN + "A.java", "class A {\nint a() {\n" + "hash();\n".repeat(59) + "return 1; }\n}\n"),
            new Source(DOMAIN + "A.java", "class A {\n int a() { synchroni" + "zed (this) { return 1; } }\n}\n"),
            new Source(DOMAIN + "package-info.java", "package io.millrace.domain;\n"),
            new Source("README.md", "Here is a TO" + "DO.\n"),
            new Source("app/src/test/java/ATest.java", "class ATest { void a() { Thread.sl" + "eep(1); } }\n"),
            new Source(
                    "app/src/test/java/AProperties.java", "class AProperties {\n    @Property\n    void a() {}\n}\n"),
            new Source("docs/a.md", "See /wo" + "rk/main.\n"));

    static Stream<String> rules() {
        return TidyRules.RULES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theProjectKeepsTheRule(String rule) {
        assertThat(FILES.stream().flatMap(source -> faults(rule, source).stream()))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleReportsWhatIsPlanted(String rule) {
        int number = TidyRules.RULES.keySet().asList().indexOf(rule);
        ImmutableMap<String, Integer> faults = rules().collect(ImmutableMap.toImmutableMap(
                name -> name, name -> faults(name, PLANTED.get(number)).size()));
        assertThat(faults.entrySet())
                .allSatisfy(entry -> assertThat(entry.getValue())
                        .as(entry.getKey())
                        .isEqualTo(entry.getKey().equals(rule) ? 1 : 0));
    }

    @Test
    void aMethodOfSixtyLinesIsNotTooLong() {
        Source source = new Source(DOMAIN + "A.java", "class A {\nint a() {\n" + "hash();\n".repeat(58) + "}\n}\n");
        assertThat(faults("a method has at most 60 lines", source)).isEmpty();
    }

    @Test
    void theTreeIsSeenWhole() {
        assertThat(FILES.stream().map(Source::path))
                .contains("pom.xml", ".ci/run", "README.md", DOMAIN + "stream/Shard.java")
                .noneMatch(path -> path.contains("/target/"));
    }

    @Test
    void everyMainPackageIsDescribed() {
        ImmutableList<String> paths = FILES.stream().map(Source::path).collect(ImmutableList.toImmutableList());
        assertThat(FILES.stream()
                        .filter(source -> source.isJava() && source.isMain())
                        .map(source -> source.path().replaceFirst("[^/]*$", "package-info.java"))
                        .filter(info -> info.contains("src/main/java/io/millrace"))
                        .distinct())
                .isNotEmpty()
                .allSatisfy(info -> assertThat(paths).contains(info));
    }

    private static List<String> faults(String rule, Source source) {
        return TidyRules.RULES
                .getOrDefault(rule, nothing -> List.of("unknown rule"))
                .apply(source);
    }
}
