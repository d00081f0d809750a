package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;
import java.util.Set;

/**
 * Whether a default is the same for all rows of a statement. If so PostgreSQL stores it once, else
 * it writes each row anew (manual, ALTER TABLE, Notes).
 */
final class Volatility {
  /** Functions of PostgreSQL that are stable or immutable; a test asks a server. */
  static final Set<String> CONSTANT =
      Set.of(
          ("now transaction_timestamp statement_timestamp current_setting current_schema"
                  + " current_database session_user date_trunc date_part age make_date"
                  + " make_timestamp make_timestamptz make_interval timezone to_timestamp to_date"
                  + " to_char to_number lower upper initcap concat concat_ws format md5 sha256"
                  + " encode decode length char_length substr substring replace btrim ltrim"
                  + " rtrim lpad rpad left right repeat split_part abs round ceil floor power sqrt"
                  + " mod json_build_object json_build_array jsonb_build_object"
                  + " jsonb_build_array jsonb_object json_object to_json to_jsonb array_fill"
                  + " string_to_array array_append array_cat int4range int8range numrange tsrange"
                  + " tstzrange daterange to_tsvector inet_client_addr numeric_in text int4 int8"
                  + " date timestamp timestamptz interval")
              .split(" "));

  /** Functions that differ with each call; every other one that is not known may. */
  static final Set<String> VOLATILE =
      Set.of("random", "gen_random_uuid", "nextval", "clock_timestamp", "timeofday", "setval");

  private Volatility() {}

  static boolean mayChange(Node value) {
    return !callsBeyond(value).isEmpty();
  }

  /** Whether a function is called that is known to differ with each call. */
  static boolean changes(Node value) {
    return callsBeyond(value).stream().anyMatch(VOLATILE::contains);
  }

  /** Names of the functions in it that are not known to be the same for all rows. */
  static List<String> callsBeyond(Node value) {
    return value.below(node -> node.is("FuncCall")).stream()
        .map(call -> call.names("funcname"))
        .filter(name -> !isConstant(name))
        .map(List::getLast)
        .toList();
  }

  private static boolean isConstant(List<String> name) {
    boolean builtIn = name.size() == 1 || name.getFirst().equals("pg_catalog");
    return builtIn && CONSTANT.contains(name.getLast());
  }
}
