#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/stack.h"

namespace trimtab {

/// How results are printed.
enum class Format { text, json };

/// What the command line says, for all commands together: each reads what it documents in its help.
struct Options {
  std::vector<std::string> files;
  std::vector<std::string> sets;
  std::vector<std::string> plugin_directories;
  std::optional<TargetChoice> target;     ///< where the stack lives, when it is a saved plan that says it
  std::string stack;                      ///< instead of a spec, for commands that only need to know which stack
  std::string state;                      ///< its state directory, where that is not the default one
  std::vector<std::string> allowed_exec;  ///< programs that a kubeconfig may run for credentials
  bool allow_insecure = false;            ///< a cluster whose server need not prove who it is
  std::string facts;                      ///< a file of facts: nothing is looked at, the record is taken for the world
  Format format = Format::text;
  bool verbose = false;
  bool stats = false;  ///< say how many requests were sent

  std::string out;         ///< plan: where to save it
  std::string saved_plan;  ///< apply: a plan to execute as it is
  bool yes = false;
  bool retry = false;
  bool rollback_first = false;
  std::size_t workers = 8;
  std::optional<std::size_t> allow_delete;
  bool delete_volumes = false;
  bool delete_protected = false;
  std::vector<std::string> adopt;

  std::optional<std::uint64_t> revision;  ///< rollback
  std::optional<std::uint64_t> run;       ///< logs, history
  std::string subject;                    ///< logs, output, plugin show, graph
  std::size_t lines = 50;
  bool follow = false;
  bool reveal = false;
  bool show = false;     ///< validate: the spec as it is understood
  bool objects = false;  ///< graph: of objects instead of components
};

}  // namespace trimtab
