package com.amazonaws.services.kinesis.multilang;

import io.millrace.app.run.KclMain;
import io.millrace.multilang.protocol.Generation;

/** Millrace's daemon under the name by which launchers start that of KCL 1.x, with that one's protocol. */
public final class MultiLangDaemon {
    private MultiLangDaemon() {}

    public static void main(String[] arguments) {
        KclMain.main(Generation.KCL_1, arguments);
    }
}
