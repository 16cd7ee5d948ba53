package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.store.ListAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * Workers of KCL 3.x, which say every 30 s that they live, whether they own a lease or not: up to 3.4 in a table of their
 * own, later in the lease table. They are shown as foreign sessions, with the time they wrote as their heartbeat, which is
 * only watched for change. Workers of KCL 2.x show by their leases alone. Safe for use by several threads.
 */
final class KclWorkers {
    private static final Logger LOG = LoggerFactory.getLogger(KclWorkers.class);

    /** KCL takes a worker for gone after twice its interval of 30 s (the leader's expiry of worker metrics). */
    private static final Duration EXPIRY = Duration.ofSeconds(60);

    private static final String WORKER = "wid";
    private static final String UPDATED = "lut";

    private final DynamoDbClient client;
    private final String table;
    private boolean told;
    private volatile ImmutableList<Versioned<?>> sessions = ImmutableList.of();

    /** What was seen since the listing began, by worker. */
    private final TreeMap<String, Long> beingSeen = new TreeMap<>();

    /** @param application after which KCL up to 3.4 names the table of its workers */
    KclWorkers(DynamoDbClient client, String application) {
        this.client = client;
        this.table = application + "-WorkerMetricStats";
    }

    /** A page of the lease table was read; with the first one the workers' own table is read too. */
    synchronized void see(boolean firstPage, List<Map<String, AttributeValue>> items) {
        if (firstPage) {
            beingSeen.clear();
            legacyTable().forEach(item -> add(item, WORKER));
        }
        for (Map<String, AttributeValue> item : items) {
            AttributeValue type = item.get(KclAttributes.ENTITY_TYPE);
            if (type != null && KclAttributes.ENTITY_METRICS.equals(type.s())) {
                add(item, KclAttributes.KEY);
            }
        }
        ImmutableList.Builder<Versioned<?>> seen = ImmutableList.builder();
        beingSeen.forEach((worker, updated) -> seen.add(new Versioned<>(session(worker, updated), 1)));
        sessions = seen.build();
    }

    private void add(Map<String, AttributeValue> item, String key) {
        AttributeValue worker = item.get(key);
        AttributeValue updated = item.get(UPDATED);
        if (worker == null || worker.s() == null || worker.s().isBlank() || updated == null || updated.n() == null) {
            LOG.debug("An item of KCL's worker metrics is passed over: {}", item.keySet());
            return;
        }
        beingSeen.merge(worker.s(), (long) Double.parseDouble(updated.n()), Math::max);
    }

    private static WorkerSession session(String worker, long updated) {
        return new WorkerSession(
                SessionId.foreign(worker), worker, WorkerSession.State.FOREIGN, Math.max(1, updated), EXPIRY, 1.0, 0);
    }

    private List<Map<String, AttributeValue>> legacyTable() {
        try {
            return client.scanPaginator(request -> request.tableName(table)).items().stream()
                    .toList();
        } catch (ResourceNotFoundException none) {
            return List.of();
        } catch (SdkException problem) {
            if (!told) {
                told = true;
                LOG.warn(
                        "KCL's table of workers '{}' cannot be read: workers of KCL 3.0 to 3.4 without a lease are not"
                                + " counted when leases are divided. Allow dynamodb:Scan on it",
                        table,
                        problem);
            }
            return List.of();
        }
    }

    /** The answer with these workers among the sessions. */
    ListAnswer addTo(ListAnswer own) {
        if (!(own instanceof ListAnswer.Page page) || sessions.isEmpty()) {
            return own;
        }
        return new ListAnswer.Page(
                ImmutableList.<Versioned<?>>builder()
                        .addAll(page.entries())
                        .addAll(sessions)
                        .build(),
                page.corrupt(),
                page.nextPageToken());
    }
}
