#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/model/kept_value.h"
#include "core/state/cluster/stored.h"

namespace trimtab {

/// Texts of a stack's memory that this machine has read or written before. A text is named by what it holds, so what is
/// found here is what lies in the cluster. Nothing here fails; safe to use from several threads at once.
class KeptTexts {
 public:
  /// A writer builds on what is really there: it only adds.
  enum class For { reader, writer };

  KeptTexts(KeptValue file, For whom);
  /// Where anything was added, writes down what was found and added, and nothing else.
  ~KeptTexts();
  KeptTexts(const KeptTexts&) = delete;
  KeptTexts& operator=(const KeptTexts&) = delete;

  /// Its compressed bytes.
  [[nodiscard]] std::optional<std::string> find(const Stored& stored);
  void add(const Stored& stored, std::string_view bytes);
  /// Forgets what was found and added, but for these.
  void narrow_to(const StoredList& wanted);

 private:
  const KeptValue file_;
  std::mutex mutex_;
  std::map<std::string, std::string> kept_;  ///< in base64, by digest: what the file held
  std::map<std::string, std::string> used_;
  bool added_ = false;
};

}  // namespace trimtab
