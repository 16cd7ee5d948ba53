package example.orders;

import io.millrace.adapters.jdbc.TransactionalProcessor;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.RecordBatch;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up what customers spend. Each record is a line of text such as {@code ada;250}: a customer and an amount in cents.
 * Adding the same record twice would be wrong, and nothing in it tells that it was added before: it is left to the
 * transaction, in which the checkpoint is stored too, that each is added once.
 */
final class Turnover implements TransactionalProcessor {
    private static final String ADD = "insert into turnover (customer, cents) values (?, ?)"
            + " on conflict (customer) do update set cents = turnover.cents + excluded.cents";

    private final String url;

    /** @param url of the database in which the leases are, such as {@code jdbc:sqlite:orders.db} */
    Turnover(String url) throws SQLException {
        this.url = url;
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists turnover (customer text primary key, cents bigint not null)");
        }
    }

    @Override
    public void process(Connection connection, RecordBatch batch) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            for (StreamRecord record : batch.records()) {
                String[] parts = record.dataAsText().split(";", 2);
                add.setString(1, parts[0]);
                add.setLong(2, Long.parseLong(parts[1]));
                add.executeUpdate();
            }
        }
    }

    /** What was spent so far, by customer. */
    Map<String, Long> cents() throws SQLException {
        Map<String, Long> cents = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select customer, cents from turnover")) {
            while (found.next()) {
                cents.put(found.getString(1), found.getLong(2));
            }
        }
        return cents;
    }
}
