package io.millrace.adapters.jdbc;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of a store's two tables.
 *
 * @param schema in which they are; empty for the one that the connection finds first
 * @param name of the table of entries; that of the version ends in {@code _version}
 */
record TableName(Optional<String> schema, String name) {
    /** Small letters only, so that nobody has to quote the name; room for the ending within PostgreSQL's 63 bytes. */
    private static final Pattern VALID = Pattern.compile("(?:([a-z_][a-z0-9_]{0,62})\\.)?([a-z_][a-z0-9_]{0,54})");

    private static final String ENDING = "_version";

    /** Empty if it is no name. */
    static Optional<TableName> parse(String text) {
        Matcher matcher = VALID.matcher(text);
        return matcher.matches()
                ? Optional.of(new TableName(Optional.ofNullable(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }

    /** The table of entries as it stands in a statement, quoted: the name may be a word of SQL. */
    String entries() {
        return quoted(name);
    }

    /** The table of the version as it stands in a statement. */
    String version() {
        return quoted(name + ENDING);
    }

    private String quoted(String table) {
        return schema.map(its -> '"' + its + "\".").orElse("") + '"' + table + '"';
    }

    @Override
    public String toString() {
        return schema.map(its -> its + ".").orElse("") + name;
    }
}
