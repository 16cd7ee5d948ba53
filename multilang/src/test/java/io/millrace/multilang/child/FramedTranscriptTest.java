package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The daemon's side of the conversations in {@code conformance/framed}: {@code scripted.py} plays the client's. */
class FramedTranscriptTest {
    private static final Path TRANSCRIPTS = Path.of("..", "conformance", "framed");
    private static final String BEGUN_ANEW = "millrace-failure-begun-anew.txt";
    private static final String HANDED_OVER_AGAIN = "millrace-failure-handed-over-again.txt";

    /**
     * The protocol allows both, and clients have to be up to them, but no settings lead this daemon to them. It keeps a
     * process for another channel only as long as a second shard is served there, so the only shard of a process begins
     * anew in another process. And it hands a failed batch over again only where no batch is sent ahead; {@link
     * ChildSettings} refuses the other. What it does in their place has tests of its own here.
     */
    private static final ImmutableSet<String> OF_OTHER_DAEMONS = ImmutableSet.of(BEGUN_ANEW, HANDED_OVER_AGAIN);

    @TempDir
    private Path directory;

    static ImmutableList<String> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(TRANSCRIPTS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !OF_OTHER_DAEMONS.contains(name))
                    .sorted()
                    .collect(ImmutableList.toImmutableList());
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void theDaemonSaysWhatIsWritten(String name) throws Exception {
        Path file = TRANSCRIPTS.resolve(name);
        new FramedReplay(file, file, true).run();
    }

    @Test
    void onlyTheOnesOfOtherDaemonsAreLeftOut() throws IOException {
        assertThat(OF_OTHER_DAEMONS).allMatch(name -> Files.exists(TRANSCRIPTS.resolve(name)));
        assertThat(transcripts()).hasSizeGreaterThan(4);
    }

    @Test
    void theOnlyShardOfAProcessBeginsAnewInAnotherProcess() throws Exception {
        String text = Files.readString(TRANSCRIPTS.resolve(BEGUN_ANEW));
        int first = text.indexOf(">> {\"frame\"");
        int anew = text.indexOf(">> {\"frame\":\"INITIALIZE\",\"channel\":1");
        int end = text.indexOf(">> -- EOF");
        replay(text.substring(0, anew) + text.substring(end), true);
        replay(text.substring(0, first) + text.substring(anew).replace("\"channel\":1", "\"channel\":0"), true);
    }

    @Test
    void aFailedBatchIsHandedOverAgainWhereNoneIsSentAhead() throws Exception {
        String text = Files.readString(TRANSCRIPTS.resolve(HANDED_OVER_AGAIN))
                .replace("IN_FLIGHT=2", "IN_FLIGHT=1")
                .replace("\"inFlight\":2", "\"inFlight\":1")
                .replaceFirst(">> .*\"batch\":3.*\n", "")
                .replace("\"batch\":4", "\"batch\":3")
                .replace("\"batch\":5", "\"batch\":4");
        replay(text, false);
    }

    @ParameterizedTest
    @CsvSource({
        "millrace-shard-ended.txt, '\"attempt\":1', '\"attempt\":2', attempt is 1 instead of 2",
        "millrace-bytes.txt, 63617400ff, 63617400fe, 63617400ff instead of 000000c0",
        "millrace-checkpoint-refused.txt, Throttling, Shutdown, '\"ThrottlingException\" instead of'"
    })
    void aFrameThatTheDaemonWouldNotSendIsFound(String name, String recorded, String planted, String told)
            throws IOException {
        Path file = TRANSCRIPTS.resolve(name);
        String text = Files.readString(file);
        assertThat(text).contains(recorded);
        Path changed = Files.writeString(directory.resolve(name), text.replace(recorded, planted));
        assertThatThrownBy(() -> new FramedReplay(file, changed, true).run())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("FAIL  " + name)
                .hasMessageContaining(told);
    }

    private void replay(String text, boolean restarts) throws Exception {
        Path file = Files.writeString(directory.resolve("conversation.txt"), text);
        new FramedReplay(file, file, restarts).run();
    }
}
