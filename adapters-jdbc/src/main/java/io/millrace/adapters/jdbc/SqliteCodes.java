package io.millrace.adapters.jdbc;

import java.util.Optional;

/** What SQLite's result codes mean (its documentation, "Result and Error Codes"): the last byte tells the kind. */
final class SqliteCodes {
    static final Verdict NO_CONNECTION = Verdict.refused("the file cannot be opened. Give a file, not a directory, in a"
            + " directory that exists and that this user may write in");

    private static final int KIND = 0xff;

    private SqliteCodes() {}

    /** Empty when the code is not known. */
    static Optional<Verdict> judge(int code) {
        switch (code & KIND) {
            case 1:
                return Optional.of(
                        Verdict.refused("SQLite does not accept the statement. The table is missing or is not as"
                                + " Millrace makes it: another program's, or changed by somebody. Choose another table name or"
                                + " file"));
            case 3, 23:
                return Optional.of(Verdict.refused("access to the file is denied. Let this user read and write it"));
            case 5, 6:
                return Optional.of(Verdict.notDone("another connection or program holds the file locked. It will pass,"
                        + " unless somebody keeps a transaction open on it"));
            case 7:
                return Optional.of(Verdict.notDone("there is no memory left. Give the process more"));
            case 8:
                return Optional.of(Verdict.refused("the file is read-only. Let this user write it and its directory, in"
                        + " which SQLite keeps two more files beside it"));
            case 9:
                return Optional.of(Verdict.notDone("it was interrupted"));
            case 10:
                return Optional.of(
                        Verdict.unanswered("the disk failed to read or write. See the system's log; keep the file"
                                + " on a disk of this machine, not on a network"));
            case 11, 26:
                return Optional.of(
                        Verdict.refused("the file is no database, or is damaged. Name another, or restore it"));
            case 13:
                return Optional.of(Verdict.notDone("the disk is full. Make room; nothing can be written before"));
            case 14:
                return Optional.of(NO_CONNECTION);
            case 15, 17:
                return Optional.of(Verdict.notDone("others were changing the file. It will pass"));
            case 18, 19, 20, 25:
                return Optional.of(
                        Verdict.refused("SQLite does not accept a value in it. The table is not as Millrace makes"
                                + " it, or the value is too long"));
            case 22:
                return Optional.of(
                        Verdict.refused("the file is too large for its file system. Name a file on another"));
            default:
                return Optional.empty();
        }
    }
}
