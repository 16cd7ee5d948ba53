package io.millrace.multilang.leases;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where leases and checkpoints are kept, as one text: {@code dynamodb:TABLE}, {@code postgresql://USER@HOST/DATABASE},
 * {@code file:PATH}, {@code kcl:TABLE} or {@code memory:}. The text of an address, such as in a log, never has a password in it.
 */
public sealed interface LeaseStoreAddress {
    /** The DynamoDB table if none is named. */
    String USUAL_TABLE = "millrace-leases";

    /** The forms there are, for messages. */
    String FORMS = "dynamodb:TABLE, postgresql://USER@HOST/DATABASE, file:PATH, kcl:TABLE or memory:";

    /**
     * A table of DynamoDB, in the account and region that the other settings say.
     *
     * @param table its name, never blank
     */
    record DynamoDb(String table) implements LeaseStoreAddress {
        public DynamoDb {
            Objects.requireNonNull(table, "table");
        }

        @Override
        public String toString() {
            return "dynamodb:" + table;
        }
    }

    /**
     * A database of PostgreSQL.
     *
     * @param server host, and port if one is given, as in an address
     * @param database its name
     * @param user who connects; empty for the driver's default, the user of the process
     * @param password of the user; empty for one in the driver's own places, such as {@code ~/.pgpass}
     * @param options what stands behind the question mark, for the driver, such as {@code sslmode=require}; may be empty
     */
    record PostgreSql(String server, String database, Optional<String> user, Optional<String> password, String options)
            implements LeaseStoreAddress {
        public PostgreSql {
            Objects.requireNonNull(server, "server");
            Objects.requireNonNull(database, "database");
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
            Objects.requireNonNull(options, "options");
        }

        /** What the driver calls its address; without user and password. */
        public String jdbcUrl() {
            return "jdbc:postgresql://" + server + "/" + database + (options.isEmpty() ? "" : "?" + options);
        }

        @Override
        public String toString() {
            return "postgresql://" + user.map(name -> name + "@").orElse("") + server + "/" + database;
        }
    }

    /**
     * A file that the processes of one machine share.
     *
     * @param path of the file; made if it is not there
     */
    record LocalFile(Path path) implements LeaseStoreAddress {
        public LocalFile {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public String toString() {
            return "file:" + path;
        }
    }

    /**
     * The table of the Kinesis Client Library, which its workers may use at the same time; what is no lease is kept in
     * Millrace's usual table.
     *
     * @param table its name, never blank
     */
    record Kcl(String table) implements LeaseStoreAddress {
        public Kcl {
            Objects.requireNonNull(table, "table");
        }

        @Override
        public String toString() {
            return "kcl:" + table;
        }
    }

    /** The memory of this process: nothing outlives it, and no other worker shares it. */
    record Memory() implements LeaseStoreAddress {
        @Override
        public String toString() {
            return "memory:";
        }
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException when it is none; the message says what is wrong and what to give, and repeats no
     *     password
     */
    static LeaseStoreAddress parse(String text) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        return switch (scheme) {
            case "dynamodb" -> dynamoDb(rest);
            case "postgresql", "postgres" -> postgreSql(text);
            case "file" -> localFile(rest);
            case "kcl" -> kcl(rest);
            case "memory" -> memory(rest);
            case "jdbc" -> throw new IllegalArgumentException("leave out 'jdbc:'; give " + FORMS);
            default ->
                throw new IllegalArgumentException(
                        (colon < 0 ? "'" + text + "'" : "'" + scheme + ":'") + " is no lease store; give " + FORMS);
        };
    }

    private static LeaseStoreAddress dynamoDb(String table) {
        if (table.contains("/")) {
            throw new IllegalArgumentException(
                    "'dynamodb:" + table + "' has a slash; give dynamodb:TABLE with the name of" + " a table");
        }
        return new DynamoDb(table.isBlank() ? USUAL_TABLE : table);
    }

    private static LeaseStoreAddress kcl(String table) {
        if (table.isBlank() || table.contains("/")) {
            throw new IllegalArgumentException(
                    "'kcl:" + table + "' names no table; give kcl:TABLE with the name of KCL's"
                            + " lease table, which is that of the application unless KCL was told otherwise");
        }
        return new Kcl(table);
    }

    private static LeaseStoreAddress localFile(String rest) {
        String path = rest.startsWith("///") ? rest.substring(2) : rest;
        if (path.isBlank() || path.startsWith("//")) {
            throw new IllegalArgumentException(
                    "'file:" + rest + "' names no file of this machine; give file:PATH, such as file:leases.db");
        }
        try {
            return new LocalFile(Path.of(path));
        } catch (InvalidPathException impossible) {
            throw new IllegalArgumentException("'file:" + rest + "' is no path: " + impossible.getReason());
        }
    }

    private static LeaseStoreAddress memory(String rest) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("'memory:" + rest + "' has something behind the colon; give memory:");
        }
        return new Memory();
    }

    private static LeaseStoreAddress postgreSql(String text) {
        String form = "give postgresql://USER@HOST:PORT/DATABASE, with user, port and ?options if need be";
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException wrong) {
            // Neither the text nor the exception's message is repeated: both may have the password.
            throw new IllegalArgumentException("the address of PostgreSQL cannot be read, at character "
                    + (wrong.getIndex() + 1) + "; " + form + ", special characters as in %40");
        }
        String database = Optional.ofNullable(address.getPath()).orElse("").replaceFirst("^/", "");
        if (address.getHost() == null || database.isBlank() || database.contains("/")) {
            throw new IllegalArgumentException("the address of PostgreSQL names "
                    + (address.getHost() == null ? "no host" : "no database") + "; " + form);
        }
        String server = address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
        String[] who = Optional.ofNullable(address.getUserInfo()).orElse("").split(":", 2);
        return new PostgreSql(
                server,
                database,
                Optional.of(who[0]).filter(name -> !name.isEmpty()),
                who.length < 2 ? Optional.empty() : Optional.of(who[1]),
                Optional.ofNullable(address.getRawQuery()).orElse(""));
    }
}
