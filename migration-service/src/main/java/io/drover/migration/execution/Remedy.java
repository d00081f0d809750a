package io.drover.migration.execution;

/** What a person does about a script that failed. */
record Remedy(HistoryTable table, String database) {
  String mend(Place place) {
    return place.inTransaction()
        ? "Correct "
            + place.script()
            + ", or what it needs in the database, and request the migration again; it was"
            + " rolled back, those before it stay applied."
        : "Correct the statement, or what it needs in the database, and request the migration"
            + " again: "
            + place.script()
            + " goes on from there. "
            + startOver();
  }

  /** What only a person can find out, said to the next run. */
  String decide(String script, int number) {
    String step =
        " WHERE script = '" + script.replace("'", "''") + "' AND number = " + number + ";";
    return "Find out whether it was done, then request the migration again. Before that, run in"
        + " the database, if it was: UPDATE "
        + table.steps()
        + " SET state = 'done'"
        + step
        + " and if not, once nothing of it is left: DELETE FROM "
        + table.steps()
        + step;
  }

  /** Only a person can judge what a script that is given up has left. */
  String startOver() {
    return "To have it start over instead, undo what it has done, then: ./drover migrate "
        + database
        + " --repair --dry-run";
  }
}
