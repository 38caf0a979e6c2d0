package heliograph;

import heliograph.cli.PayaraDomain;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Says which integration tests are not run where relays run on Payara, and why. JUnit finds it by
 * itself; docs/deploy.md has the same list as a table. Stateless.
 */
public final class ServerUnderTest implements ExecutionCondition {
  /** Classes by their simple names, or methods of theirs after a dot, each with the reason. */
  public static final Map<String, String> NOT_ON_PAYARA = leftOut();

  private static Map<String, String> leftOut() {
    Map<String, String> reasons = new LinkedHashMap<>();
    String commands = "the command line and the launcher, which bring a server of their own";
    for (String name :
        List.of(
            "CommandLineIT",
            "CommandsPageIT",
            "TaskPagesIT",
            "FailedStartIT",
            "PreparedStartIT",
            "WarmUpIT",
            "RestoreIT",
            "CompactIT")) {
      reasons.put(name, commands);
    }
    String files = "what is built, which starts no server or its own";
    for (String name : List.of("ReleaseArchiveIT", "BillOfMaterialsIT", "WarContentsIT")) {
      reasons.put(name, files);
    }
    String measures = "the measuring tools, which start the launcher's server";
    for (String name : List.of("LoadIT", "GraphBenchIT", "ScaleBenchIT")) {
      reasons.put(name, measures);
    }
    reasons.put("AdminPortIT.requests_areNotedWhenSwitchedOn", "the access log is the launcher's");
    String log = "the log and its format are Payara's";
    reasons.put("HttpEdgeIT.requests_thatStrangersInvent_areNotLogged", log);
    reasons.put("LogIT", log);
    reasons.put("Nip86ManagementIT.bodies_thatEndEarly_fillNoLog", log);
    String odd = "Payara refuses what it cannot read by itself, without a page";
    reasons.put("StatisticsIT.oddPaths_areAnsweredByTheRelay", odd);
    reasons.put("StatisticsIT.controlCharacters_areRefusedByTheServer_withoutATrace", odd);
    reasons.put(
        "HostileInputIT.reader_thatStops_isClosedWith1008AndOthersDoNotNotice",
        "Payara keeps the TCP connection of a client that takes nothing");
    reasons.put("TlsIT", "TLS by the relay belongs to the launcher's server");
    return Collections.unmodifiableMap(reasons);
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String name = context.getTestClass().map(Class::getSimpleName).orElse("");
    Optional<String> reason =
        context
            .getTestMethod()
            .map(method -> NOT_ON_PAYARA.get(name + "." + method.getName()))
            .or(() -> Optional.ofNullable(NOT_ON_PAYARA.get(name)));
    return PayaraDomain.home().isPresent() && reason.isPresent()
        ? ConditionEvaluationResult.disabled(reason.get())
        : ConditionEvaluationResult.enabled("");
  }
}
