#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/model/kept_value.h"
#include "core/state/cluster/stored.h"

namespace trimtab {

/// Texts of a stack's memory that this machine has read before. A text is named by what it holds, so what is found here
/// is what lies in the cluster. For those who only read: a writer builds on what is really there. Nothing here fails;
/// safe to use from several threads at once.
class KeptTexts {
 public:
  explicit KeptTexts(KeptValue file);
  /// Where anything was added, writes down what was found and added, and nothing else.
  ~KeptTexts();
  KeptTexts(const KeptTexts&) = delete;
  KeptTexts& operator=(const KeptTexts&) = delete;

  /// Its compressed bytes.
  [[nodiscard]] std::optional<std::string> find(const Stored& stored);
  void add(const Stored& stored, std::string_view bytes);

 private:
  const KeptValue file_;
  std::mutex mutex_;
  std::map<std::string, std::string> kept_;  ///< in base64, by digest: what the file held
  std::map<std::string, std::string> used_;
  bool added_ = false;
};

}  // namespace trimtab
