package io.millrace.adapters.jdbc;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * Where a database is, by its JDBC URL.
 *
 * @param dialect which database
 * @param place the host and database, or the file, for people; no user, no password
 * @param file of SQLite; empty for PostgreSQL
 */
record JdbcAddress(Dialect dialect, String place, Optional<Path> file) {
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String SQLITE = "jdbc:sqlite:";
    private static final Pattern SECRET = Pattern.compile("(?i)[?&;](ssl)?password=|//[^/?]*@");

    /** Adds a fault for each thing that is wrong; says nothing of a URL that may hold a password. */
    static Optional<JdbcAddress> parse(String url, List<String> faults) {
        if (SECRET.matcher(url).find()) {
            faults.add("url: holds a password or a user before the host, where logs may show it; give them by user and"
                    + " password");
            return Optional.empty();
        }
        if (url.toLowerCase(Locale.ROOT).startsWith(POSTGRESQL)) {
            return postgreSql(url, faults);
        }
        if (url.toLowerCase(Locale.ROOT).startsWith(SQLITE)) {
            return sqlite(url, faults);
        }
        faults.add(
                "url: '" + url + "' is of no database that this store knows; give jdbc:postgresql://host:5432/database"
                        + " or jdbc:sqlite:/directory/file");
        return Optional.empty();
    }

    private static Optional<JdbcAddress> postgreSql(String url, List<String> faults) {
        Properties parsed = Driver.parseURL(url, null);
        if (parsed == null) {
            faults.add("url: '" + url + "' is no address of PostgreSQL; give jdbc:postgresql://host:5432/database");
            return Optional.empty();
        }
        String hosts = parsed.getProperty("PGHOST", "localhost");
        String ports = parsed.getProperty("PGPORT", "5432");
        String database = parsed.getProperty("PGDBNAME", "");
        String place = "PostgreSQL " + hosts + ":" + ports + "/" + database;
        return Optional.of(new JdbcAddress(Dialect.POSTGRESQL, place, Optional.empty()));
    }

    private static Optional<JdbcAddress> sqlite(String url, List<String> faults) {
        Optional<Path> file = file(url.substring(SQLITE.length()));
        if (file.isEmpty()) {
            faults.add("url: '" + url + "' names no file; give the path of one, such as"
                    + " jdbc:sqlite:/var/lib/millrace/leases.db, without parameters");
        }
        return file.map(path -> new JdbcAddress(Dialect.SQLITE, "SQLite file " + path, file));
    }

    /** Empty for what SQLite keeps in memory or takes out of a jar, for parameters, and for what is no path. */
    private static Optional<Path> file(String name) {
        if (name.isBlank() || name.startsWith(":") || name.startsWith("file:") || name.contains("?")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(name).toAbsolutePath());
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }
}
