package io.millrace.architecture;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.architecture.Documents.Block;
import io.millrace.architecture.SourceTree.Source;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's own commands in the documents' blocks of shell, and the list that says what runs each. */
final class DocumentedCommands {
    static final String LIST = "docs/commands.txt";
    static final ImmutableSortedSet<String> RUN_BY_CI = ImmutableSortedSet.of("checkout", "clone", "tests");

    private static final ImmutableSortedSet<String> SHELLS =
            ImmutableSortedSet.of("", "bash", "console", "sh", "shell");
    private static final Pattern OURS =
            Pattern.compile("(?:\\$ )?((?:\\./millrace|mvn|\\.ci/run|python3? -m|pip install)\\b.*)");

    /** A line of the list: the command, and what runs it. */
    record Entry(String runner, String command) {}

    private DocumentedCommands() {}

    /** The commands a document prints, continued lines joined, comments taken off. */
    static ImmutableList<String> in(Source document) {
        ImmutableList.Builder<String> found = ImmutableList.builder();
        for (Block block : Documents.blocks(document)) {
            if (SHELLS.contains(block.language())) {
                commands(block.text().replaceAll("\\\\\\n\\s*", "")).forEach(found::add);
            }
        }
        return found.build();
    }

    private static Stream<String> commands(String shell) {
        return shell.lines()
                .map(line -> OURS.matcher(line.strip()))
                .filter(Matcher::matches)
                .map(ours -> ours.group(1).replaceFirst("\\s+#.*", "").strip());
    }

    static ImmutableList<Entry> listed(Source list) {
        return list.text()
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> Splitter.on('|').limit(2).trimResults().splitToList(line))
                .map(parts -> new Entry(parts.get(0), parts.get(1)))
                .collect(ImmutableList.toImmutableList());
    }

    /** What is wrong between documents and list: commands nobody runs, entries nobody prints, tests that do not. */
    static ImmutableList<String> faults(List<Source> files, List<Entry> list) {
        ImmutableList<String> printed = files.stream()
                .filter(Documents::isDocument)
                .flatMap(source -> in(source).stream())
                .distinct()
                .collect(ImmutableList.toImmutableList());
        ImmutableList.Builder<String> faults = ImmutableList.builder();
        printed.stream()
                .filter(command ->
                        list.stream().noneMatch(entry -> entry.command().equals(command)))
                .forEach(command -> faults.add("nothing runs: " + command));
        for (Entry entry : list) {
            if (!printed.contains(entry.command())) {
                faults.add("no document prints: " + entry.command());
            }
            if (!RUN_BY_CI.contains(entry.runner())
                    && files.stream()
                            .noneMatch(source -> source.path().equals(entry.runner())
                                    && source.isTest()
                                    && source.text().contains(entry.command()))) {
                faults.add(entry.runner() + " does not run: " + entry.command());
            }
        }
        return faults.build();
    }
}
