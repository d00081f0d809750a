package io.drover.monitor.page;

import io.drover.monitor.web.DatabaseView;
import java.util.List;
import java.util.Map;

/**
 * A page of the herd.
 *
 * @param rows databases of this page
 * @param sizes size over the last seven days by database, oldest first
 * @param found how many databases match in all
 * @param total how many there are
 * @param servers names to choose from
 * @param labels key=value to choose from
 */
public record HerdPage(
    HerdQuery query,
    List<DatabaseView> rows,
    Map<String, List<Double>> sizes,
    int found,
    int total,
    List<String> servers,
    List<String> labels) {

  /** Whether databases follow after this page. */
  public boolean more() {
    return query.page() * HerdQuery.ROWS < found;
  }
}
