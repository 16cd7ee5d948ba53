package io.millrace.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.RecordBatch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a processor of words writes: a row for each record, in a table that takes it twice, and how often each word came.
 *
 * @param url of the database, in which the leases are too
 */
record Results(String url) {
    private static final String ROW = "insert into results (place, word) values (?, ?)";
    private static final String COUNT = "insert into counts (word, times) values (?, 1)"
            + " on conflict (word) do update set times = counts.times + 1";

    static Results inFile(Path directory) {
        return new Results("jdbc:sqlite:" + directory.resolve("results.db")).created();
    }

    /** In a database of its own. */
    static Results onPostgreSql(String database) {
        LocalPostgreSql.run("create database " + database);
        return new Results(LocalPostgreSql.url(database)).created();
    }

    private Results created() {
        run("create table results (place text not null, word text not null)");
        run("create table counts (word text primary key, times bigint not null)");
        return this;
    }

    boolean isSqlite() {
        return url.startsWith("jdbc:sqlite:");
    }

    JdbcLeaseStoreBuilder store() {
        JdbcLeaseStoreBuilder store =
                JdbcLeaseStore.builder().application("words").url(url);
        return isSqlite() ? store : store.user("postgres");
    }

    Connection connect() throws SQLException {
        return isSqlite() ? DriverManager.getConnection(url) : DriverManager.getConnection(url, "postgres", "");
    }

    void run(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException problem) {
            throw new IllegalStateException(problem);
        }
    }

    /** Writes the results of a batch. */
    static void write(Connection connection, RecordBatch batch) throws SQLException {
        try (PreparedStatement row = connection.prepareStatement(ROW);
                PreparedStatement count = connection.prepareStatement(COUNT)) {
            for (StreamRecord record : batch.records()) {
                row.setString(1, batch.shard().shardId() + "/" + record.sequenceNumber());
                row.setString(2, record.dataAsText());
                row.executeUpdate();
                count.setString(1, record.dataAsText());
                count.executeUpdate();
            }
        }
    }

    /** How many rows there are. */
    int rows() {
        return places().size();
    }

    List<String> places() {
        List<String> places = new ArrayList<>();
        query("select place from results", found -> places.add(found.getString(1)));
        return places;
    }

    private interface Reader {
        void read(ResultSet found) throws SQLException;
    }

    private void query(String sql, Reader reader) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                reader.read(found);
            }
        } catch (SQLException problem) {
            throw new IllegalStateException(problem);
        }
    }

    /** No result twice, none missing. */
    void assertOfEachRecordOnce(NumberedRecords records) {
        List<String> places = new ArrayList<>();
        Map<String, Long> words = new TreeMap<>();
        for (int shard = 0; shard < NumberedRecords.SHARDS; shard++) {
            for (int number = 1; number <= records.recordsOf(shard); number++) {
                places.add(NumberedRecords.id(shard) + "/" + number);
                words.merge(NumberedRecords.word(shard, number), 1L, Long::sum);
            }
        }
        assertThat(places()).containsExactlyInAnyOrderElementsOf(places);
        Map<String, Long> counts = new TreeMap<>();
        query("select word, times from counts", found -> counts.put(found.getString(1), found.getLong(2)));
        assertThat(counts).isEqualTo(words);
    }
}
