package io.millrace.architecture;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.millrace.architecture.SourceTree.Source;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** How sources are kept. Each rule looks at one file and names the lines that break it. */
final class TidyRules {
    static final int FILE_LINES_AT_MOST = 400;
    static final int METHOD_LINES_AT_MOST = 60;

    private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|@Dis" + "abled\\b");
    private static final Pattern SLEEP =
            Pattern.compile("\\bThread\\.sl" + "eep\\(|\\bTimeUnit\\.[A-Z]+\\.sl" + "eep\\(|\\btime\\.sl" + "eep\\(");
    private static final Pattern MACHINE = Pattern.compile("(?<![\\w.}$])/(wo" + "rk|ho" + "me|fa" + "rm)/|/tmp/[wl]"
            + "|\\brepo[0-9]*\\.(mav" + "en|apa" + "che)\\.|\\bregi" + "stry\\.npm|\\b(deb|security)\\.deb" + "ian\\.");
    private static final Pattern TEST_CLASS = Pattern.compile("(?m)^(public |final )*class \\w+(?<!Test|IT)\\b");
    private static final Pattern TEST_METHOD =
            Pattern.compile("(?m)^ +@(Test|ParameterizedTest|RepeatedTest|Property|Example)\\b");
    private static final ImmutableSet<String> LOCKED =
            ImmutableSet.of("domain/src/main/", "ports/src/main/", "engine/src/main/");

    /** Every rule by its name. */
    static final ImmutableMap<String, Function<Source, List<String>>> RULES =
            ImmutableMap.<String, Function<Source, List<String>>>builder()
                    .put("a main file has at most " + FILE_LINES_AT_MOST + " lines", TidyRules::longFile)
                    .put("a method has at most " + METHOD_LINES_AT_MOST + " lines", TidyRules::longMethods)
                    .put("decisions need no locks", TidyRules::locks)
                    .put("a main package is null-marked", TidyRules::unmarkedPackage)
                    .put("nothing is left over", TidyRules::leftovers)
                    .put("tests do not sleep", TidyRules::sleeps)
                    .put("a test is found by its name", TidyRules::unfoundTest)
                    .put("no path of a machine and no registry's host", TidyRules::machines)
                    .build();

    private TidyRules() {}

    private static ImmutableList<String> longFile(Source source) {
        return source.isJava() && source.isMain() && source.lines() > FILE_LINES_AT_MOST
                ? ImmutableList.of(source.path() + " has " + source.lines() + " lines")
                : ImmutableList.of();
    }

    private static List<String> longMethods(Source source) {
        return !source.isJava() || !source.isMain()
                ? ImmutableList.of()
                : JavaOutline.of(source).methods().stream()
                        .filter(method -> method.lines() > METHOD_LINES_AT_MOST)
                        .map(method -> at(source, method.line()) + method.name() + " has " + method.lines() + " lines")
                        .toList();
    }

    private static List<String> locks(Source source) {
        return !source.isJava()
                        || LOCKED.stream().noneMatch(source.path()::startsWith)
                        || source.path().contains("/engine/runtime/")
                ? ImmutableList.of()
                : JavaOutline.of(source).locks().stream()
                        .map(line -> at(source, line) + "synchronized")
                        .toList();
    }

    private static ImmutableList<String> unmarkedPackage(Source source) {
        boolean marked = source.text().contains("@NullMarked");
        return source.isMain() && source.path().endsWith("/package-info.java") && !marked
                ? ImmutableList.of(source.path() + " lacks @NullMarked")
                : ImmutableList.of();
    }

    private static List<String> leftovers(Source source) {
        return matches(source, LEFTOVER);
    }

    private static List<String> sleeps(Source source) {
        boolean test = source.isTest()
                || source.path().contains("/tests/")
                || source.path().contains("/test_");
        return test && !source.isPlanted() ? matches(source, SLEEP) : ImmutableList.of();
    }

    /** Surefire looks for the names ending in Test, Failsafe for those in IT; a class of another name is not run. */
    private static ImmutableList<String> unfoundTest(Source source) {
        return source.isJava()
                        && source.isTest()
                        && TEST_METHOD.matcher(source.text()).find()
                        && TEST_CLASS.matcher(source.text()).find()
                ? ImmutableList.of(source.path() + " has tests; its name must end in Test")
                : ImmutableList.of();
    }

    private static List<String> machines(Source source) {
        return matches(source, MACHINE);
    }

    private static List<String> matches(Source source, Pattern pattern) {
        ImmutableList.Builder<String> found = ImmutableList.builder();
        int number = 0;
        for (String line : source.text().split("\n", -1)) {
            number++;
            if (pattern.matcher(line).find()) {
                found.add(at(source, number) + line.strip());
            }
        }
        return found.build();
    }

    private static String at(Source source, long line) {
        return source.path() + ":" + line + ": ";
    }
}
