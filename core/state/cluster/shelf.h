#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/state/cluster/kept_texts.h"
#include "core/state/cluster/place.h"
#include "core/state/cluster/stored.h"
#include "core/support/error.h"

namespace trimtab {

/// Bytes in one object; the server takes a mebibyte of them.
inline constexpr std::size_t part_bytes = 900'000;

/// Where the texts lie that the head only names.
class Shelf {
 public:
  /// With `kept`, which must outlive it, what this machine has read before is not asked for again, and what is put here
  /// is kept too.
  explicit Shelf(ClusterPlace place, KeptTexts* kept = nullptr) : place_(std::move(place)), kept_(kept) {}

  /// Errc::stale when a part of it is not there any more, unreachable when it is not what was written.
  [[nodiscard]] Result<std::string> get(const Stored& stored);
  /// Several of them, side by side, in their order.
  [[nodiscard]] Result<std::vector<std::string>> get(const StoredList& all);
  /// Durable when it returns. What is among `there` already is not written a second time.
  [[nodiscard]] Result<Stored> put(std::string_view text, std::uint64_t epoch, const std::set<Stored>& there);
  [[nodiscard]] Result<StoredList> put(const std::vector<std::string>& texts, std::uint64_t epoch,
                                       const std::set<Stored>& there);

 private:
  Result<std::string> part(const Stored& stored, std::uint32_t number);
  [[nodiscard]] std::string not_written(const Stored& stored) const;
  Result<std::string> bytes_of(const Stored& stored);
  ClusterPlace place_;
  KeptTexts* kept_;
};

/// What is done with state that cannot be trusted: nothing.
[[nodiscard]] std::unexpected<Error> damaged(const ClusterPlace& place, std::string reason);

}  // namespace trimtab
