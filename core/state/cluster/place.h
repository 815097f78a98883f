#pragma once

#include <string>

#include "core/kube/client.h"

namespace trimtab {

/// Where the memory of one stack lies in a cluster: all of it in one namespace, found by labels and by name. Its names
/// have dots, so that no object of a stack is called alike.
struct ClusterPlace {
  KubeClient& client;
  std::string name_space;
  std::string stack;

  [[nodiscard]] KubeKey head() const;
  [[nodiscard]] KubeKey lease() const;
  [[nodiscard]] KubeKey part(const std::string& name) const;
  /// What finds every part, of whichever writer.
  [[nodiscard]] std::string part_selector() const;
  /// "namespace/name of the head", for messages.
  [[nodiscard]] std::string text() const { return head().text(); }
};

/// What a memory's object is, in its label `trimtab.dev/memory`.
inline constexpr const char* memory_label = "trimtab.dev/memory";
inline constexpr const char* head_word = "head";
inline constexpr const char* part_word = "part";
inline constexpr const char* lease_word = "lock";

/// Our name among the owners of fields of these objects.
inline constexpr const char* memory_manager = "trimtab-memory";

/// Who is told this writes no more.
[[nodiscard]] std::unexpected<Error> overtaken(const ClusterPlace& place);

/// An object with its names and labels and nothing else yet.
[[nodiscard]] Value memory_object(const ClusterPlace& place, const KubeKey& key, const char* word);

}  // namespace trimtab
