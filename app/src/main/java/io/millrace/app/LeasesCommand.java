package io.millrace.app;

import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.app.leases.LeaseReader;
import io.millrace.app.leases.LeaseReport;
import io.millrace.app.leases.LeaseTexts;
import io.millrace.ports.store.LeaseStore;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows who owns what. */
@Command(
        name = "leases",
        description = {
            "Shows the leases of an application: shard, state, owner, epoch and checkpoint; the sessions of its workers;"
                    + " and the leader. Reads only.",
            "A session whose heartbeat does not advance between two looks a failover time apart is that of a dead worker."
        })
final class LeasesCommand extends BaseCommand {
    /** The lease table if none is named. */
    static final String USUAL_TABLE = "millrace-leases";

    @Option(names = "--application", required = true, paramLabel = "NAME", description = "The application's name.")
    private String application = "";

    @Option(
            names = "--table",
            defaultValue = USUAL_TABLE,
            paramLabel = "TABLE",
            description = "The lease table (default: ${DEFAULT-VALUE}).")
    private String table = "";

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean json;

    @Mixin
    private AwsOptions aws = new AwsOptions();

    @Mixin
    private DynamoDbOptions dynamoDb = new DynamoDbOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (LeaseStore store = check(() -> DynamoDbLeaseStore.builder()
                .application(application)
                .table(table)
                .createTableIfMissing(false)
                .aws(aws.settings(dynamoDb.endpoint()))
                .build())) {
            LeaseReport report = new LeaseReader(store).read();
            if (report.isEmpty()) {
                throw new CommandFailedException("The table " + table + " has no entries of an application '"
                        + application + "'. Its name is another, or no worker of it has started yet.");
            }
            PrintWriter out = spec().commandLine().getOut();
            if (json) {
                out.println(LeaseTexts.json(report));
            } else {
                LeaseTexts.tables(report).forEach(out::println);
            }
            return ExitCode.OK;
        }
    }
}
