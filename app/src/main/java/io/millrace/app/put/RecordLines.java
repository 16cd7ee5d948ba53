package io.millrace.app.put;

import io.millrace.app.demo.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Where the texts of the records come from: lines of a file or of standard input, or words without end. */
public interface RecordLines extends AutoCloseable {
    /**
     * The next text; empty at the end.
     *
     * @throws IOException when it cannot be read, or is not UTF-8
     */
    Optional<String> next() throws IOException;

    @Override
    void close() throws IOException;

    /**
     * @param file {@code -} is standard input; empty for random words
     * @throws IOException when the file cannot be opened
     */
    static RecordLines of(Optional<Path> file) throws IOException {
        return file.isPresent() ? lines(readerOf(file.get())) : words();
    }

    private static BufferedReader readerOf(Path file) throws IOException {
        try {
            return file.toString().equals("-")
                    ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8.newDecoder()))
                    : Files.newBufferedReader(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw new IOException("There is no file " + file + ".", missing);
        }
    }

    /** The lines that this reader reads, and closes it with itself. */
    static RecordLines lines(BufferedReader reader) {
        return new RecordLines() {
            @Override
            public Optional<String> next() throws IOException {
                return Optional.ofNullable(reader.readLine());
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    private static RecordLines words() {
        Words words = new Words(new SecureRandom().nextLong());
        return new RecordLines() {
            @Override
            public Optional<String> next() {
                return Optional.of(words.next());
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
