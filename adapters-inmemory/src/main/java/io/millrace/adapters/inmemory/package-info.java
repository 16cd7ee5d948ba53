/**
 * A stream and a lease table in memory, faithful to Kinesis and DynamoDB where it matters to a consumer, and of perfect
 * behaviour: every request is answered at once, on the caller's thread. For unit tests, simulations and trying things out:
 *
 * <pre>{@code
 * InMemoryStream stream = InMemoryStream.create("words", 4);
 * InMemoryLeaseTable leases = InMemoryLeaseTable.create();
 * stream.put("some key", "some text");
 * RecordSource source = stream.source();
 * LeaseStore store = leases.store("word-count");
 * }</pre>
 */
@NullMarked
package io.millrace.adapters.inmemory;

import org.jspecify.annotations.NullMarked;
