#pragma once

#include <map>
#include <string>

#include "core/target/local/lower/scene.h"
#include "core/target/lowering_words.h"

namespace trimtab {

/// A command line with its environment as drivers start it: {"command", "env", "secret_env", "account", "directory"}.
/// `run` is a task's or probe's run, or a workload's spec.
[[nodiscard]] Result<Value> lowered_run(const Value& run, Scene& scene, const TextPlace& place);

/// Everything a spec refers to, and what it names in `uses`, by id.
[[nodiscard]] Result<std::map<Id, const Resource*>> used_by(const Resource& resource, const Scene& scene);

/// A probe as drivers ask it: {"kind": "tcp|http|exec", …, "period_ms", "timeout_ms", "threshold", "says"}.
[[nodiscard]] Result<Value> lowered_probe(const Value& probe, Scene& scene, const TextPlace& place);

}  // namespace trimtab
