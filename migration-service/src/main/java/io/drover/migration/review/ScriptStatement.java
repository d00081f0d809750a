package io.drover.migration.review;

/**
 * One statement of a script, as the tool that runs it splits them.
 *
 * @param line where it begins in {@link Script#text}, from 1
 * @param sql the text that is sent to the server, placeholders replaced
 * @param inTransaction whether the tool would run it in a transaction, were it alone in its script
 */
public record ScriptStatement(int line, String sql, boolean inTransaction) {}
