#pragma once

#include <string>

#include "core/target/local/site.h"

namespace trimtab {

/// The process a probe is about.
struct ProbeSubject {
  Path unit;  ///< its service directory
  ProcessIdentity process;
  WallTime started{};
};

/// What one probe said.
struct ProbeReading {
  bool success = false;
  std::string text;  ///< "SELECT answered in 2 ms", or why not
};

/// Asks once, with a probe as lowering makes them (lower/run.h). Never throws; takes no longer than its timeout.
[[nodiscard]] ProbeReading ask_probe(const Value& probe, const ProbeSubject& subject, const LocalSite& site);

/// One per kind.
[[nodiscard]] ProbeReading ask_tcp(const Value& probe, const ProbeSubject& subject, const LocalSite& site);
[[nodiscard]] ProbeReading ask_http(const Value& probe, const ProbeSubject& subject, const LocalSite& site);
[[nodiscard]] ProbeReading ask_exec(const Value& probe, const ProbeSubject& subject, const LocalSite& site);

/// Why an answer on this port does not come from the subject, or from a service of the same stack that speaks for it;
/// nothing when it does, or when its owner cannot be seen.
[[nodiscard]] std::optional<std::string> wrong_listener(std::uint16_t port, const ProbeSubject& subject,
                                                        const LocalSite& site);

/// A successful reading: "SELECT answered in 2 ms".
[[nodiscard]] ProbeReading answered(const Value& probe, const std::string& otherwise, Duration took);

}  // namespace trimtab
