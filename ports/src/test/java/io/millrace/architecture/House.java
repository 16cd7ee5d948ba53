package io.millrace.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The hexagon under one root package. The real one is {@code io.millrace}; a small crooked one in the tests plants a
 * violation of every rule, and shows that each rule reports it.
 *
 * @param root full name of the package
 */
record House(String root) {
    static final House MILLRACE = new House("io.millrace");

    private static final Pattern TEST_JARS = Pattern.compile(".*-(tests|architecture)\\.jar!.*");
    private static final ImmutableList<String> JAVA_AND_GUAVA = ImmutableList.of(
            "java..", "com.google.common..", "com.google.errorprone.annotations", "org.jspecify.annotations");
    private static final ImmutableList<String> METERS_AND_LOGS =
            ImmutableList.of("io.micrometer.core..", "org.slf4j..");

    /** The main classes on the class path that live in these packages under the root; those of tests left out. */
    JavaClasses mainClasses(String... packages) {
        String[] names = Arrays.stream(packages).map(name -> root + "." + name).toArray(String[]::new);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.matches(TEST_JARS))
                .importPackages(names);
    }

    ImmutableMap<String, ArchRule> domainRules() {
        return ImmutableMap.of(
                "the domain depends on Java and Guava",
                dependsOnly("domain", JAVA_AND_GUAVA, "domain"),
                "the domain does no I/O, logs nothing and knows no threads",
                noClasses().that().resideInAPackage(root + ".domain..").should().dependOnClassesThat(WORLDLY),
                "the domain is pure",
                in("domain").should(Ban.touchNoneOf(Bans.IMPURE)),
                "the domain is deterministic",
                in("domain").should(Ban.touchNoneOf(Bans.DETERMINISM)),
                "the domain's packages form no cycle",
                slices().matching(root + ".domain.(*)..").should().beFreeOfCycles());
    }

    ImmutableMap<String, ArchRule> portsRules() {
        return ImmutableMap.of(
                "the ports depend on Java, Guava and the domain",
                dependsOnly("ports", JAVA_AND_GUAVA, "domain", "ports"),
                "the ports are deterministic",
                in("ports").should(Ban.touchNoneOf(Bans.DETERMINISM)),
                "the ports' packages form no cycle",
                slices().matching(root + ".ports.(*)..").should().beFreeOfCycles());
    }

    /** What waits for the loop on the thread of its user, {@code KinesisConsumer}, is no part of the loop. */
    ImmutableMap<String, ArchRule> engineRules() {
        Iterable<String> libraries = Iterables.concat(JAVA_AND_GUAVA, METERS_AND_LOGS);
        return ImmutableMap.of(
                "the engine depends on Java, Guava, SLF4J, Micrometer, the domain and the ports",
                dependsOnly("engine", libraries, "domain", "ports", "engine"),
                "only the engine's public face knows its runtime",
                noClasses()
                        .that()
                        .resideInAPackage(root + ".engine.(*)..")
                        .and()
                        .resideOutsideOfPackage(root + ".engine.runtime..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(root + ".engine.runtime.."),
                "the engine without its runtime is deterministic",
                decisions().should(Ban.touchNoneOf(Bans.DETERMINISM)),
                "the engine without its runtime neither waits nor chains completions",
                decisions()
                        .and()
                        .doNotHaveFullyQualifiedName(root + ".engine.KinesisConsumer")
                        .should(Ban.touchNoneOf(Bans.LOOP)));
    }

    ImmutableMap<String, ArchRule> adapterRules() {
        return ImmutableMap.of(
                "adapters know neither the engine nor what stands on it",
                noClasses()
                        .that()
                        .resideInAPackage(root + ".adapters..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(root + ".engine..", root + ".simulation..", root + ".app.."),
                "adapters do not know each other",
                slices().matching(root + ".adapters.(*)..").should().notDependOnEachOther(),
                "adapters ask no wall clock but through TimeSource",
                in("adapters")
                        .and()
                        .areNotAssignableTo(root + ".ports.runtime.TimeSource")
                        .should(Ban.touchNoneOf(Bans.WALL_CLOCKS)));
    }

    ImmutableMap<String, ArchRule> simulationRules() {
        return ImmutableMap.of(
                "the simulator does not know the app or a real adapter",
                noClasses()
                        .that()
                        .resideInAPackage(root + ".simulation..")
                        .should()
                        .dependOnClassesThat(outsideOfSimulation()));
    }

    private DescribedPredicate<JavaClass> outsideOfSimulation() {
        return DescribedPredicate.describe("are of the app or of an adapter other than in-memory", target -> {
            String name = target.getPackageName() + ".";
            return name.startsWith(root + ".app.")
                    || (name.startsWith(root + ".adapters.") && !name.startsWith(root + ".adapters.inmemory."));
        });
    }

    private static final DescribedPredicate<JavaClass> WORLDLY =
            DescribedPredicate.describe("do I/O, log or run threads", target -> {
                String name = target.getFullName();
                boolean harmless = name.equals("java.io.Serializable")
                        || name.equals("java.io.Serial")
                        || name.equals("java.util.concurrent.TimeUnit")
                        || name.startsWith("java.nio.charset.")
                        || name.equals("java.nio.ByteBuffer");
                return !harmless
                        && name.matches(
                                "(java\\.(io|net|nio|sql|util\\.concurrent|util\\.logging|lang\\.management)"
                                        + "|com\\.google\\.common\\.(io|net|eventbus|cache|util\\.concurrent)|org\\.slf4j)\\..*");
            });

    private GivenClassesConjunction in(String part) {
        return classes().that().resideInAPackage(root + "." + part + "..");
    }

    private GivenClassesConjunction decisions() {
        return in("engine").and().resideOutsideOfPackage(root + ".engine.runtime..");
    }

    private ArchRule dependsOnly(String part, Iterable<String> libraries, String... parts) {
        Iterable<String> inside =
                Arrays.stream(parts).map(name -> root + "." + name + "..").toList();
        return in(part).should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(Iterables.toArray(Iterables.concat(libraries, inside), String.class));
    }
}
