#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/target/local/layout.h"
#include "core/target/local/ownership.h"
#include "core/target/local/settings.h"
#include "core/target/lowering_words.h"
#include "core/target/reference.h"
#include "core/target/resource_index.h"
#include "core/target/target.h"

namespace trimtab {

/// Where a text stands that is being lowered.
struct TextPlace {
  std::string component;
  std::int64_t replica = 0;     ///< 0: not in a numbered part
  bool keeps_previous = false;  ///< `@{previous:…}` stays for the driver: text of an undo
};

/// One lowering: what it looks up more than once, and its references. Pure: reads only what Lowering gives.
class Scene {
 public:
  Scene(const LocalSettings& settings, const LocalLayout& layout, const Lowering& lowering);

  [[nodiscard]] const LocalSettings& settings() const { return settings_; }
  [[nodiscard]] const LocalLayout& layout() const { return layout_; }
  [[nodiscard]] const Record& record() const { return lowering_.record; }
  [[nodiscard]] const Ownership& ownership() const { return ownership_; }
  [[nodiscard]] const Value& target_facts() const { return target_facts_in(lowering_.facts); }
  [[nodiscard]] const ResourceIndex& resources() const { return resources_; }

  [[nodiscard]] Result<std::int64_t> slot(const std::string& key) const;
  /// The port of an endpoint for one replica of its user.
  [[nodiscard]] Result<std::int64_t> port(const Resource& endpoint, std::int64_t replica) const;
  /// Where clients reach an endpoint, and where its server binds.
  [[nodiscard]] std::string host(const Resource& endpoint) const;
  [[nodiscard]] std::string bind_address(const Resource& endpoint) const;

  [[nodiscard]] Result<LocalAccount> account(std::string_view component) const;
  /// The account as it stands in a desired state; `root` asks for root itself.
  [[nodiscard]] Result<Value> account_value(std::string_view component, bool root) const;
  /// `owner` or `user` of a spec: false for "service" and absent, true for "root", an error when that cannot be had.
  [[nodiscard]] Result<bool> wants_root(const Value& spec, const char* key) const;

  [[nodiscard]] Result<std::string> text(std::string_view text, const TextPlace& place);
  [[nodiscard]] Result<Value> value(const Value& value, const TextPlace& place);
  /// The version a secret has after this plan, see secret_version.h.
  [[nodiscard]] Result<std::int64_t> secret_version(const Resource& secret);
  /// Changes when a change of the resource matters to who uses it.
  [[nodiscard]] Result<std::string> use_digest(const Resource& resource);

 private:
  Result<std::string> replaced(const Reference& reference, const TextPlace& place);
  Result<std::string> of_endpoint(const Resource& endpoint, const Reference& reference, const TextPlace& place) const;
  Result<std::string> of_user(const Reference& reference, const TextPlace& place) const;
  Result<std::string> of_resource(const Resource& resource, const Reference& reference, const TextPlace& place);
  Result<std::string> fresh_digest(const Resource& resource);

  const LocalSettings& settings_;
  const LocalLayout& layout_;
  const Lowering& lowering_;
  Ownership ownership_;
  ResourceIndex resources_;
  std::unordered_map<Id, std::int64_t> secret_versions_;
  std::unordered_map<Id, std::string> use_digests_;
  std::unordered_set<Id> under_way_;  ///< guards both of the above against circles
};

}  // namespace trimtab
