package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that reports nothing may be checking nothing: each must find what the crooked house breaks. */
class PlantedViolationsTest {
    private static final House CROOKED = new House("io.millrace.architecture.planted");
    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(CROOKED.root());
    private static final ImmutableMap<String, ArchRule> RULES = ImmutableMap.<String, ArchRule>builder()
            .putAll(CROOKED.domainRules())
            .putAll(CROOKED.portsRules())
            .putAll(CROOKED.engineRules())
            .putAll(CROOKED.adapterRules())
            .putAll(CROOKED.simulationRules())
            .build();

    private static final ImmutableMap<String, List<String>> VIOLATIONS =
            ImmutableMap.copyOf(Maps.transformValues(RULES, PlantedViolationsTest::evaluate));

    /** Rule, and the class that breaks it. */
    private static final ImmutableMap<String, String> CULPRITS = ImmutableMap.<String, String>builder()
            .put("the domain depends on Java and Guava", "domain.MeetsTheWorld")
            .put("the domain does no I/O, logs nothing and knows no threads", "domain.MeetsTheWorld")
            .put("the domain is pure", "domain.MeetsTheWorld")
            .put("the domain is deterministic", "domain.ReadsClocks")
            .put("the domain's packages form no cycle", "domain.stream.KnowsLeases")
            .put("the ports depend on Java, Guava and the domain", "ports.source.Source")
            .put("the ports are deterministic", "ports.source.Source")
            .put("the ports' packages form no cycle", "ports.store.Store")
            .put("the engine depends on Java, Guava, SLF4J, Micrometer, the domain and the ports", "engine.Loop")
            .put("only the engine's public face knows its runtime", "engine.coordination.KnowsTheRuntime")
            .put("the engine without its runtime is deterministic", "engine.Loop")
            .put("the engine without its runtime neither waits nor chains completions", "engine.Loop")
            .put("adapters know neither the engine nor what stands on it", "adapters.second.Second")
            .put("adapters do not know each other", "adapters.first.First")
            .put("adapters ask no wall clock but through TimeSource", "adapters.first.First")
            .put("the simulator does not know the app or a real adapter", "simulation.Simulator")
            .build();

    static Stream<String> rules() {
        return RULES.keySet().stream();
    }

    static Stream<Ban> domainBans() {
        return Stream.concat(Bans.DETERMINISM.stream(), Bans.IMPURE.stream());
    }

    static Stream<Ban> loopBans() {
        return Bans.LOOP.stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleFindsItsCulprit(String rule) {
        assertThat(violations(rule))
                .anyMatch(line -> line.contains(CROOKED.root() + "." + CULPRITS.getOrDefault(rule, "unknown")));
    }

    @ParameterizedTest
    @MethodSource("domainBans")
    void everyBanOfTheDomainIsReported(Ban ban) {
        assertThat(Stream.of("the domain is deterministic", "the domain is pure")
                        .flatMap(rule -> titles(rule).stream()))
                .contains(ban.title());
    }

    @ParameterizedTest
    @MethodSource("loopBans")
    void everyBanOfTheLoopIsReported(Ban ban) {
        assertThat(titles("the engine without its runtime neither waits nor chains completions"))
                .contains(ban.title());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void noRuleReportsWhatIsRight(String rule) {
        assertThat(violations(rule))
                .noneMatch(line -> line.matches(".*(KeepsOrder|RealLoop\\.started|engine\\.KinesisConsumer).*"));
    }

    private static List<String> violations(String rule) {
        return VIOLATIONS.getOrDefault(rule, ImmutableList.of());
    }

    /** The bans that a rule reports. */
    private static List<String> titles(String rule) {
        return violations(rule).stream()
                .map(line -> line.replaceFirst(" is banned, .*", ""))
                .distinct()
                .toList();
    }

    private static List<String> evaluate(ArchRule rule) {
        return rule.evaluate(CLASSES).getFailureReport().getDetails();
    }
}
