package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.schemas.FleetRequested;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code drover migrate-all}. */
@Command(
    name = "migrate-all",
    description =
        "Reads, plans or applies the migrations of many databases, a few at a time; exit 1 if any"
            + " did not succeed.")
public final class MigrateAllCommand implements Callable<Integer> {

  private static final class Databases {
    @Option(
        names = "--with",
        paramLabel = "LABEL=VALUE",
        required = true,
        description =
            "All databases that bear this label in databases.yml; of several labels all must be"
                + " there.")
    private Map<String, String> labels = new TreeMap<>();

    @Option(
        names = "--databases",
        paramLabel = "DB",
        split = ",",
        required = true,
        description = "These databases, in this order; at most 32.")
    private List<String> names = new ArrayList<>();
  }

  private static final class Mode {
    @Option(names = "--status", required = true, description = "Reads what is applied and pending.")
    private boolean status;

    @Option(names = "--plan", required = true, description = "Says what --apply would run.")
    private boolean plan;

    @Option(
        names = "--rehearse",
        required = true,
        description = "Runs what is pending on scratch copies.")
    private boolean rehearse;

    @Option(names = "--apply", required = true, description = "Applies what is pending.")
    private boolean apply;

    String name() {
      if (plan) {
        return "PLAN";
      }
      if (rehearse) {
        return "REHEARSE";
      }
      return apply && !status ? "APPLY" : "STATUS";
    }
  }

  private final CliContext context;

  @Mixin private RequestOptions options = new RequestOptions();

  @ArgGroup(multiplicity = "1")
  private Databases databases = new Databases();

  @ArgGroup(multiplicity = "1")
  private Mode mode = new Mode();

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many at a time. Default: 4.")
  private int concurrency;

  @Option(
      names = "--stop-after",
      paramLabel = "N",
      description =
          "Begins no further one after so many without success; 0: never. Default: 1 with --apply,"
              + " else 0.")
  private @Nullable Integer stopAfter;

  @Mixin private BundleOptions source = new BundleOptions();

  /** For the command line. */
  public MigrateAllCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    boolean applies = mode.name().equals("APPLY");
    FleetRequested.Builder body =
        FleetRequested.newBuilder()
            .setOperationId(options.operationId())
            .setRequestedBy(options.requestedBy(context))
            .setReason(options.reason())
            .setLabels(options.labels())
            .setMode(mode.name())
            .setSelect(databases.labels)
            .setDatabases(databases.names)
            .setConcurrency(concurrency)
            .setStopAfterFailures(stopAfter == null ? (applies ? 1 : 0) : stopAfter);
    source.fill((url, sha256) -> body.setBundle(url).setBundleSha256(sha256));
    return options.run(context, Requests.of(body.build()));
  }
}
