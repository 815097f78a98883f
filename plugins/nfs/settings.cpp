#include "settings.h"

#include <trimtab/local.hpp>

namespace trimtab::nfs {
namespace {

/// One TCP port and no helper services. Probes and older clients speak minor version 0.
std::string core_blocks(const View& spec) {
  const std::string state = ref::volume("state");
  return "NFS_CORE_PARAM {\n"
         "  Protocols = 4;\n"
         "  NFS_Port = " + ref::port("nfs") + ";\n"
         "  Bind_addr = " + LocalBlock(spec).listen_address() + ";\n"
         "  Enable_NLM = false;\n"
         "  Enable_RQUOTA = false;\n"
         "  Enable_UDP = false;\n"
         "  mount_path_pseudo = true;\n"
         "}\n"
         "NFSv4 {\n"
         "  Minor_Versions = 0, 1, 2;\n"
         "  Graceless = true;\n"
         "  RecoveryBackend = fs;\n"
         "  RecoveryRoot = \"" + state + "\";\n"
         "  Only_Numeric_Owners = true;\n"
         "}\n"
         "NFS_KRB5 {\n"
         "  Active_krb5 = false;\n"
         "  CCacheDir = \"" + state + "/krb5\";\n"
         "}\n"
         "LOG {\n"
         "  Default_Log_Level = EVENT;\n"
         "  COMPONENTS { DBUS = FATAL; }\n"
         "}\n";
}

std::string clients(const View& spec) {
  std::string text = "127.0.0.1";
  for (const std::string& client : spec.texts("clients")) text += ", " + client;
  return text;
}

}  // namespace

std::string export_path(const std::string& component) { return "/" + component; }

std::string ganesha_conf(const View& spec, const std::string& component) {
  const std::string squash = spec.text("squash", "root_squash");
  // The export holds the versions and the link to the current one: an exported link would be followed once, at start.
  const std::string versions = ref::stack_directory() + "/trees/" + component + "/source";
  // Attributes are not cached, so that readers see a new version at once.
  return core_blocks(spec) +
         "EXPORT {\n"
         "  Export_Id = 1;\n"
         "  Path = \"" + versions + "\";\n"
         "  Pseudo = \"" + export_path(component) + "\";\n"
         "  Access_Type = None;\n"
         "  Squash = " + squash + ";\n"
         "  SecType = sys;\n"
         "  Protocols = 4;\n"
         "  Transports = TCP;\n"
         "  Attr_Expiration_Time = 0;\n"
         "  FSAL { Name = VFS; }\n"
         "  CLIENT {\n"
         "    Clients = " + clients(spec) + ";\n"
         "    Access_Type = RO;\n"
         "    Squash = " + squash + ";\n"
         "    Protocols = 4;\n"
         "  }\n"
         "}\n";
}

}  // namespace trimtab::nfs
