/** The wire protocol of the MultiLangDaemon: messages, how they are written and read. */
@NullMarked
package io.millrace.multilang.protocol;

import org.jspecify.annotations.NullMarked;
