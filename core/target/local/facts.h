#pragma once

#include <span>

#include "core/model/fact.h"
#include "core/target/local/site.h"

namespace trimtab {

/// facts[component][name] for every request.
[[nodiscard]] Result<Value> local_facts(const LocalSite& site, std::span<const FactRequest> requests);

/// facts["@target"]: root, uid, user, state, free, ports, uids, gids, cpus, memory, and what is known of secrets on
/// disk: {"db/root": [{"version": 1, "definition": …, "changed": a source outside has another value}]}.
[[nodiscard]] Result<Value> local_target_facts(const LocalSite& site);

/// The answer to a `program` fact. Searched: the spec's paths, the system's, the caller's.
[[nodiscard]] Result<Value> program_fact(const LocalSite& site, const Value& spec);

}  // namespace trimtab
