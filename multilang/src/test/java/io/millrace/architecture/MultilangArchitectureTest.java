package io.millrace.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the protocol is, is apart from how it travels; and each rule that says so reports what is planted for it. */
class MultilangArchitectureTest {
    private static final JavaClasses CLASSES = House.MILLRACE.mainClasses("multilang");
    private static final String PLANTED = "io.millrace.architecture.planted";

    private static final DescribedPredicate<JavaClass> MOVES_BYTES =
            DescribedPredicate.describe("run processes or threads, wait, or read and write streams", target -> {
                String name = target.getFullName();
                boolean harmless = name.equals("java.io.IOException") || name.equals("java.io.Serializable");
                return !harmless
                        && name.matches("(java\\.(io|net|nio\\.(channels|file)|util\\.concurrent)\\..*"
                                + "|java\\.lang\\.(Process.*|Thread.*|Runtime)|org\\.slf4j\\..*)");
            });

    static ImmutableMap<String, ArchRule> rules(String root) {
        return ImmutableMap.of(
                "protocol and frames are values and bytes",
                noClasses()
                        .that()
                        .resideInAnyPackage(root + ".multilang.protocol..", root + ".multilang.frames..")
                        .should()
                        .dependOnClassesThat(MOVES_BYTES),
                "protocol and frames know nothing of children",
                noClasses()
                        .that()
                        .resideInAnyPackage(root + ".multilang.protocol..", root + ".multilang.frames..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                root + ".multilang.process..",
                                root + ".multilang.child..",
                                root + ".multilang.properties..",
                                root + ".multilang.daemon.."),
                "the protocol does not know the frames",
                noClasses()
                        .that()
                        .resideInAPackage(root + ".multilang.protocol..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(root + ".multilang.frames.."),
                "processes and children do not know the daemon",
                noClasses()
                        .that()
                        .resideInAnyPackage(root + ".multilang.process..", root + ".multilang.child..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(root + ".multilang.properties..", root + ".multilang.daemon.."),
                "processes know no protocol",
                noClasses()
                        .that()
                        .resideInAPackage(root + ".multilang.process..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                root + ".multilang.protocol..",
                                root + ".multilang.frames..",
                                root + ".multilang.child.."));
    }

    static Stream<Map.Entry<String, ArchRule>> ours() {
        return rules(House.MILLRACE.root()).entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("ours")
    void holds(Map.Entry<String, ArchRule> rule) {
        assertThat(CLASSES).isNotEmpty();
        assertThat(rule.getValue().evaluate(CLASSES).getFailureReport().getDetails())
                .as(rule.getKey())
                .isEmpty();
    }

    static Stream<Map.Entry<String, ArchRule>> planted() {
        return rules(PLANTED).entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("planted")
    void reportsWhatIsPlanted(Map.Entry<String, ArchRule> rule) {
        JavaClasses crooked = new ClassFileImporter().importPackages(PLANTED + ".multilang");
        assertThat(rule.getValue().evaluate(crooked).hasViolation())
                .as(rule.getKey())
                .isTrue();
    }
}
