package io.millrace.simulation.scenario;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.millrace.domain.text.Nearest;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds everything that is wrong with the text of a scenario, each thing with its key, its value and a remedy: whoever
 * writes one by hand is told of all mistakes at once.
 */
public final class ScenarioProblems {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final ImmutableSet<String> MAY_BE_MISSING =
            ImmutableSet.of("environment", "recordsPerAggregate", "streams", "cpuShare", "settings", "workerSettings");
    private static final int LONGEST_VALUE = 60;

    private final List<String> problems = new ArrayList<>();

    private ScenarioProblems() {}

    /** @return empty when the text is a scenario */
    public static ImmutableList<String> of(String text) {
        ScenarioProblems found = new ScenarioProblems();
        try {
            found.scenario(MAPPER.readTree(text));
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": ";
            found.problems.add(where + "this is not JSON: " + e.getOriginalMessage());
        }
        if (found.problems.isEmpty()) {
            found.whole(text);
        }
        return ImmutableList.copyOf(found.problems);
    }

    /** What each part for itself does not show. */
    private void whole(String text) {
        try {
            Scenario scenario = ScenarioJson.read(text);
            problems.addAll(ConsumerSettings.of(scenario.settings()).problems());
            scenario.workerSettings()
                    .forEach((worker, settings) -> ConsumerSettings.of(settings)
                            .problems()
                            .forEach(problem -> problems.add("workerSettings." + worker + "." + problem)));
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private void scenario(JsonNode node) {
        if (!node.isObject()) {
            problems.add("a scenario is a JSON object such as {\"seed\": 1, \"workers\": 3, ...}");
            return;
        }
        parts("", node, Scenario.class, ImmutableSet.of());
        JsonNode actions = node.path("actions");
        for (int i = 0; i < actions.size(); i++) {
            action("actions[" + i + "]", actions.get(i));
        }
    }

    private void action(String key, JsonNode node) {
        List<String> names = new ArrayList<>();
        for (JsonSubTypes.Type type :
                Action.class.getAnnotation(JsonSubTypes.class).value()) {
            names.add(type.name());
            if (type.name().equals(node.path("do").asString(""))) {
                int before = problems.size();
                parts(key + ".", node, type.value(), ImmutableSet.of("do"));
                if (problems.size() == before) {
                    convert(key, node, Action.class);
                }
                return;
            }
        }
        JsonNode given = node.path("do");
        problems.add(key + ".do: "
                + (given.isMissingNode()
                        ? "missing; give one of " + String.join(", ", names)
                        : oneOf(given.asString(""), names)));
    }

    /** Holds each key of an object against the components of a record. */
    private void parts(String prefix, JsonNode node, Class<?> type, ImmutableSet<String> others) {
        List<String> known = new ArrayList<>(others);
        for (RecordComponent component : type.getRecordComponents()) {
            known.add(component.getName());
            JsonNode value = node.path(component.getName());
            if (value.isMissingNode() || value.isNull()) {
                if (!MAY_BE_MISSING.contains(component.getName()) && component.getType() != Optional.class) {
                    problems.add(prefix + component.getName() + ": missing; give " + example(component.getType()));
                }
            } else {
                part(prefix + component.getName(), value, component.getType());
            }
        }
        node.propertyNames().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> problems.add(
                        prefix + name + ": there is no such key; do you mean " + Nearest.to(name, known) + "?"));
    }

    private void part(String key, JsonNode value, Class<?> type) {
        if (type.isEnum()) {
            List<String> names =
                    Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
            if (!names.contains(value.asString(""))) {
                problems.add(key + ": " + oneOf(value.asString(""), names));
            }
        } else if (List.class.isAssignableFrom(type)) {
            if (!value.isArray()) {
                wrong(key, value, "is no list; give one such as [...]");
            }
        } else if (Map.class.isAssignableFrom(type)) {
            convert(key, value, Map.class);
        } else if (type == Environment.class && value.isObject()) {
            int before = problems.size();
            parts(key + ".", value, type, ImmutableSet.of());
            if (problems.size() == before) {
                convert(key, value, type);
            }
        } else if ((type == int.class || type == long.class) && !value.isIntegralNumber()) {
            wrong(key, value, "is not " + example(type));
        } else {
            convert(key, value, type);
        }
    }

    private void convert(String key, JsonNode value, Class<?> type) {
        try {
            MAPPER.treeToValue(value, type);
        } catch (JacksonException e) {
            Throwable cause = e.getCause();
            String told = cause instanceof IllegalArgumentException ? cause.getMessage() : null;
            wrong(key, value, told != null ? "does not do: " + told : "is not " + example(type));
        }
    }

    private void wrong(String key, JsonNode value, String what) {
        String shown = value.toString();
        problems.add(key + ": " + (shown.length() > LONGEST_VALUE ? shown.substring(0, LONGEST_VALUE) + "..." : shown)
                + " " + what);
    }

    private static String oneOf(String given, List<String> names) {
        return "'" + given + "' is none of " + String.join(", ", names) + "; do you mean " + Nearest.to(given, names)
                + "?";
    }

    private static String example(Class<?> type) {
        if (type == int.class || type == long.class) {
            return "a whole number such as 10";
        } else if (type == double.class) {
            return "a number such as 20.5";
        } else if (type == Duration.class) {
            return "a time such as \"PT1H\", \"PT2M30S\" or \"PT0.25S\"";
        } else if (type == boolean.class) {
            return "true or false";
        } else if (List.class.isAssignableFrom(type)) {
            return "a list such as []";
        }
        return type == String.class ? "a text such as \"w1\"" : "a value of " + type.getSimpleName();
    }
}
