package io.millrace.multilang.properties;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of a properties file of KCL's daemon, as they stand there.
 *
 * @param values by key; of a key that stands there several times the last, as {@link java.util.Properties} takes it
 */
record PropertiesFile(ImmutableMap<String, String> values) {
    private static final String PROVIDER = BasicKeys.CREDENTIALS_KEY.toLowerCase(Locale.ROOT);

    /** Bytes and where they were found. */
    private record Found(byte[] bytes, String place) {}

    /**
     * Looks the name up on the class path first and then as a file, as KCL does, and reads what is there.
     *
     * @param findings gets a fault when there is no such file or it cannot be read
     */
    static PropertiesFile read(String name, Findings findings) {
        return find(name, findings)
                .flatMap(found -> FileEncoding.decode(found.bytes(), found.place(), findings))
                .map(text -> parse(text, findings))
                .orElse(new PropertiesFile(ImmutableMap.of()));
    }

    private static Optional<Found> find(String name, Findings findings) {
        @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
        @Nullable URL resource = loader == null || name.isEmpty() ? null : loader.getResource(name);
        try {
            if (resource != null && !isDirectory(resource)) {
                return Optional.of(new Found(Resources.toByteArray(resource), resource.toString()));
            }
            Path file = Path.of(name);
            if (Files.isRegularFile(file)) {
                return Optional.of(new Found(Files.readAllBytes(file), name));
            }
            findings.fault(
                    name,
                    Files.exists(file)
                            ? "is no file; name a properties file"
                            : "there is no such properties file, neither on the class path nor in the directory "
                                    + Path.of("").toAbsolutePath() + "; correct the name");
        } catch (IOException | InvalidPathException unreadable) {
            findings.fault(name, "cannot be read (" + unreadable.getMessage() + "); make it readable");
        }
        return Optional.empty();
    }

    /** A folder on the class path is a resource too; a file inside a jar never ends like one. */
    private static boolean isDirectory(URL resource) {
        return resource.getPath().endsWith("/")
                || ("file".equals(resource.getProtocol()) && Files.isDirectory(Path.of(resource.getPath())));
    }

    static PropertiesFile parse(String text, Findings findings) {
        Map<String, PropertyLines.Entry> last = new LinkedHashMap<>();
        List<PropertyLines.Entry> entries = PropertyLines.parse(text, findings);
        for (PropertyLines.Entry entry : entries) {
            String key = canonical(entry.key());
            PropertyLines.Entry before = last.put(key, entry);
            if (before != null) {
                findings.warn(
                        key,
                        "stands on line " + before.line() + " and on line " + entry.line()
                                + "; the last one is used, take the other out");
            }
            if (FileEncoding.looksLikeUtf8(entry.value())) {
                findings.warn(
                        key,
                        "line " + entry.line() + " looks like UTF-8, but properties files are ISO-8859-1 and it is read"
                                + " as that; write \\uXXXX for letters that are not ASCII");
            }
        }
        return new PropertiesFile(last.entrySet().stream()
                .collect(ImmutableMap.toImmutableMap(
                        Map.Entry::getKey, entry -> entry.getValue().value())));
    }

    /** KCL takes one prefix in any case, the first letter in particular: AwsCredentialsProvider. */
    private static String canonical(String key) {
        return key.toLowerCase(Locale.ROOT).startsWith(PROVIDER)
                ? BasicKeys.CREDENTIALS_KEY + key.substring(PROVIDER.length())
                : key;
    }
}
