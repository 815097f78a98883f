#include "core/spec/load.h"

#include "core/spec/gather.h"
#include "core/spec/stack_reader.h"

namespace trimtab {

Result<Stack> load_stack(const LoadRequest& request, KindSchemas& kinds) {
  TRIMTAB_TRY(const Envelope* envelope, Envelope::of_specs());
  Findings findings;
  std::vector<std::string> names;
  auto document = std::make_shared<Document>();
  const NodeIndex root = gather(request, kinds, *envelope, *document, findings, names);
  if (root == no_node) return std::unexpected(std::move(findings).error(names));
  Stack stack = StackReader(std::move(document), root, request, kinds, *envelope, findings).read();
  if (!findings.empty()) return std::unexpected(std::move(findings).error(names));
  return stack;
}

}  // namespace trimtab
