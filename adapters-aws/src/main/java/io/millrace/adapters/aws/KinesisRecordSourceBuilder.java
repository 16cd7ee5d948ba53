package io.millrace.adapters.aws;

import io.millrace.ports.runtime.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;

/** Makes a {@link KinesisRecordSource}. Not safe for use from several threads. */
public final class KinesisRecordSourceBuilder {
    /** The time a call may take if the settings do not say: enough for 10 MB over a slow line. */
    public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(20);

    /** The number of calls at once if none is set. */
    public static final int DEFAULT_THREADS = 16;

    private static final int MOST_THREADS = 1024;

    private String stream = "";
    private AwsSettings.Builder aws = AwsSettings.builder();
    private int threads = DEFAULT_THREADS;
    private TimeSource time = new SystemTimeSource();
    private Optional<Integer> shardsPerPage = Optional.empty();

    KinesisRecordSourceBuilder() {}

    /** The stream, by its name or its ARN. An ARN is sent with every call and tells the region if none is set. */
    public KinesisRecordSourceBuilder stream(String nameOrArn) {
        stream = nameOrArn;
        return this;
    }

    /** How to reach Kinesis, in place of what was set before. */
    public KinesisRecordSourceBuilder aws(AwsSettings settings) {
        aws = settings.toBuilder();
        return this;
    }

    /** How to reach Kinesis, on top of what was set before: {@code aws(a -> a.region("eu-west-1"))}. */
    public KinesisRecordSourceBuilder aws(Consumer<AwsSettings.Builder> change) {
        change.accept(aws);
        return this;
    }

    /** How many calls may be made at once, each on a thread and a connection of its own: 1 to 1,024; 16 if not set. */
    public KinesisRecordSourceBuilder threads(int value) {
        threads = value;
        return this;
    }

    /** The clock that stands in for the service's when an answer does not tell the time; the machine's if not set. */
    public KinesisRecordSourceBuilder timeSource(TimeSource value) {
        time = value;
        return this;
    }

    /** How many shards a page of a listing holds, 1 to 10,000; the service's default of 1,000 if not set. */
    KinesisRecordSourceBuilder shardsPerPage(int value) {
        shardsPerPage = Optional.of(value);
        return this;
    }

    /**
     * Makes the source without a call to Kinesis. May read the shared AWS files and, on EC2 without a region set, ask the
     * instance for its region.
     *
     * @throws IllegalArgumentException naming every setting that is wrong, its value and the remedy
     */
    public KinesisRecordSource build() {
        List<String> faults = new ArrayList<>();
        Optional<StreamAddress> address = Optional.empty();
        if (stream.isBlank()) {
            faults.add("stream: is not set; give the stream's name or ARN");
        } else {
            address = StreamAddress.parse(stream, faults);
        }
        if (threads < 1 || threads > MOST_THREADS) {
            faults.add("threads: " + threads + " is not 1 to " + MOST_THREADS);
        }
        aws.collectFaults(faults);
        AwsSettings settings = aws.buildUnchecked();
        AwsClients.collectProfileFaults(settings, faults);
        Optional<String> regionOfArn = address.flatMap(StreamAddress::region);
        Optional<Region> region = AwsClients.region(settings, regionOfArn, faults);
        if (regionOfArn.isPresent()
                && region.isPresent()
                && !regionOfArn.get().equals(region.get().id())) {
            faults.add("region: '" + region.get().id() + "' is not that of the stream's ARN, '" + regionOfArn.get()
                    + "'; leave region out or correct one of the two");
        }
        Faults.refuseIfAny("Kinesis record source", faults);
        return make(address.orElseThrow(), settings, region.orElseThrow());
    }

    private KinesisRecordSource make(StreamAddress address, AwsSettings settings, Region region) {
        Duration callTimeout = settings.callTimeout().orElse(DEFAULT_CALL_TIMEOUT);
        ClosableCredentials credentials = AwsClients.credentials(settings, region, callTimeout);
        KinesisClientBuilder client =
                AwsClients.configure(KinesisClient.builder(), settings, region, credentials, callTimeout, threads);
        client.overrideConfiguration(client.overrideConfiguration().toBuilder()
                .addExecutionInterceptor(new RecordsInterceptor())
                .build());
        AwsErrors errors = new AwsErrors(
                "kinesis",
                "stream '" + address.arn().orElse(address.name()) + "'",
                AwsClients.place(
                        settings, region, KinesisClient.serviceMetadata().endpointFor(region)));
        CallPool pool = new CallPool("millrace-kinesis-" + address.name(), threads);
        return new KinesisRecordSource(
                address,
                client.build(),
                credentials.release(),
                pool,
                errors,
                time,
                shardsPerPage,
                windows -> SubscriptionClient.create(
                        "millrace-fan-out-" + address.name(), settings, region, credentials, callTimeout, windows));
    }

    private static final class SystemTimeSource implements TimeSource {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Instant wallTime() {
            return Instant.now();
        }
    }
}
