package example.orders;

import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.adapters.jdbc.JdbcLeaseStore;
import io.millrace.adapters.jdbc.TransactionalProcessors;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.engine.KinesisConsumer;
import java.sql.SQLException;

/**
 * Adds up the orders of a stream until it is told to end (Ctrl-C). Kill it at any moment and start it again: no order is
 * added twice, and none is missing. Start it several times on one machine: the processes share the stream's shards.
 *
 * <p>Region and credentials come from where the AWS SDK finds them.
 */
public final class BookOrders {
    private BookOrders() {}

    /** Takes the name or the ARN of the stream, and the file of SQLite in which the leases and the turnover are kept. */
    public static void main(String[] arguments) throws InterruptedException, SQLException {
        if (arguments.length != 2) {
            System.err.println("usage: BookOrders STREAM FILE");
            System.exit(2);
        }
        String url = "jdbc:sqlite:" + arguments[1];
        Turnover turnover = new Turnover(url);
        String reason = book(arguments[0], url, turnover);
        System.err.println("ended: " + reason);
        turnover.cents().forEach((customer, cents) -> System.out.println(cents + "\t" + customer));
    }

    private static String book(String stream, String url, Turnover turnover) throws InterruptedException {
        try (var leases = JdbcLeaseStore.builder().application("orders").url(url).build();
                var source = KinesisRecordSource.builder().stream(stream).build();
                var consumer = KinesisConsumer.builder()
                        .leaseStore(leases)
                        .recordSource(source)
                        .checkpointPolicy(CheckpointPolicy.manual())
                        .processorFactory(TransactionalProcessors.of(leases, turnover))
                        .build()) {
            return consumer.run();
        }
    }
}
