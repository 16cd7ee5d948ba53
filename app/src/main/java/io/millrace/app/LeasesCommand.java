package io.millrace.app;

import io.millrace.app.leases.Explanation;
import io.millrace.app.leases.LeaseReader;
import io.millrace.app.leases.LeaseReport;
import io.millrace.app.leases.LeaseTexts;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.multilang.leases.LeaseStores;
import io.millrace.ports.store.LeaseStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    @Option(names = "--application", required = true, paramLabel = "NAME", description = "The application's name.")
    private String application = "";

    @Mixin
    private LeaseStoreOptions leaseStore = new LeaseStoreOptions();

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            description = "With kcl:TABLE, the stream's name, which KCL does not keep (default: the application's).")
    private @Nullable String stream;

    @Option(
            names = "--explain",
            description = "Say how even the fleet is by number and by load, and of each shard why it is where it is and"
                    + " whether it would move.")
    private boolean explain;

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean json;

    @Mixin
    private AwsOptions aws = new AwsOptions();

    @Mixin
    private DynamoDbOptions dynamoDb = new DynamoDbOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        LeaseStoreAddress address = check(leaseStore::address);
        require(
                !(address instanceof LeaseStoreAddress.Memory),
                "--store: memory: is nobody else's memory; name another");
        try (LeaseStore store = check(() -> LeaseStores.at(
                address,
                LeaseStores.Application.named(application, stream == null ? application : stream),
                aws.settings(dynamoDb.endpoint()),
                false))) {
            LeaseReport report = new LeaseReader(store).read();
            if (report.isEmpty()) {
                throw new CommandFailedException(address + " has no entries of an application '" + application
                        + "'. Its name is another, or no worker of it has started yet.");
            }
            PrintWriter out = spec().commandLine().getOut();
            Optional<Explanation> explanation = explain ? Optional.of(Explanation.of(report)) : Optional.empty();
            if (json) {
                out.println(LeaseTexts.json(report, explanation));
            } else if (explanation.isPresent()) {
                LeaseTexts.explanation(report, explanation.get()).forEach(out::println);
            } else {
                LeaseTexts.tables(report).forEach(out::println);
            }
            return ExitCode.OK;
        }
    }
}
