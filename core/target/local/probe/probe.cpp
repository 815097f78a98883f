#include "core/target/local/probe/probe.h"

#include <algorithm>
#include <exception>

#include "core/support/text.h"
#include "core/target/local/scripts.h"
#include "core/target/local/unit.h"

namespace trimtab {

ProbeReading answered(const Value& probe, const std::string& otherwise, Duration took) {
  return {true, probe.value("says", otherwise) + " in " + std::to_string(took.count()) + " ms"};
}

std::optional<std::string> wrong_listener(std::uint16_t port, const ProbeSubject& subject, const LocalSite& site) {
  const auto listener = site.seams.net.listener(port);
  if (!listener || listener->pid == 0) return std::nullopt;
  if (unit_of(listener->pid, site.layout)) return std::nullopt;
  const auto members = site.seams.processes.session(subject.process.pid);
  const bool own =
      std::ranges::any_of(members, [&](const ProcessIdentity& member) { return member.pid == listener->pid; });
  if (own) return std::nullopt;
  return "port " + std::to_string(port) + " is answered by " + listener_text(*listener) + ", which is not ours";
}

ProbeReading ask_tcp(const Value& probe, const ProbeSubject& subject, const LocalSite& site) {
  const auto port = probe.at("port").get<std::uint16_t>();
  const SteadyTime start = site.seams.clock.steady();
  const auto connected = site.seams.net.connect(probe.at("host").get<std::string>(), port,
                                                Duration(probe.at("timeout_ms").get<std::int64_t>()));
  if (!connected) return {false, connected.error().message()};
  if (const auto wrong = wrong_listener(port, subject, site)) return {false, *wrong};
  return answered(probe, "port " + std::to_string(port) + " answered", site.seams.clock.steady() - start);
}

ProbeReading ask_exec(const Value& probe, const ProbeSubject& subject, const LocalSite& site) {
  const SteadyTime start = site.seams.clock.steady();
  const auto command = command_for(probe, subject.unit, site.seams.disk);
  if (!command) return {false, command.error().message()};
  const Duration timeout(probe.at("timeout_ms").get<std::int64_t>());
  const auto exit = site.seams.processes.run(*command, timeout, 4096);
  if (!exit) return {false, exit.error().message()};
  if (exit->success()) return answered(probe, "its check succeeded", site.seams.clock.steady() - start);
  if (exit->timed_out) return {false, "no answer within " + duration_text(timeout)};
  std::string said;
  for (const std::string& line : split(exit->output, '\n')) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) said = printable(line);
  }
  return {false, said.empty() ? "its check exited " + std::to_string(exit->code) : said};
}

ProbeReading ask_probe(const Value& probe, const ProbeSubject& subject, const LocalSite& site) {
  try {
    const std::string kind = probe.at("kind").get<std::string>();
    if (kind == "tcp") return ask_tcp(probe, subject, site);
    if (kind == "http") return ask_http(probe, subject, site);
    return ask_exec(probe, subject, site);
  } catch (const std::exception& error) {
    return {false, std::string("the probe cannot be asked: ") + error.what()};
  }
}

}  // namespace trimtab
