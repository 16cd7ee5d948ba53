/** A crooked little house: every class here breaks a rule on purpose. */
package io.millrace.architecture.planted;
