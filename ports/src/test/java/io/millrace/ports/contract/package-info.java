/**
 * The contract kits: what every lease store and every record source must do, as tests. Whoever implements a port extends
 * {@link io.millrace.ports.contract.LeaseStoreContract} or {@link io.millrace.ports.contract.RecordSourceContract} in a
 * test class of their own and says how to make one; the tests come with it. Nothing but JUnit Jupiter is needed.
 */
@NullMarked
package io.millrace.ports.contract;

import org.jspecify.annotations.NullMarked;
