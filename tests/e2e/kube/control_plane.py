"""The command lines of etcd, the API server and the controllers of a test cluster."""


def etcd(cluster):
    clients, peers = (f"http://127.0.0.1:{cluster.port(name)}" for name in ("etcd", "etcd-peers"))
    return [
        "--name=test",
        f"--data-dir={cluster.top / 'etcd'}",
        "--unsafe-no-fsync",  # what it holds is gone with the cluster anyway
        "--log-level=warn",
        f"--listen-client-urls={clients}",
        f"--advertise-client-urls={clients}",
        f"--listen-peer-urls={peers}",
        f"--initial-advertise-peer-urls={peers}",
        f"--initial-cluster=test={peers}",
    ]


def kube_apiserver(cluster):
    names = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"]
    addresses = {"127.0.0.1", cluster.address, cluster.first_service}
    certificate, key = cluster.authority.issue(
        "kube-apiserver",
        "/CN=kube-apiserver",
        [f"DNS:{name}" for name in names] + [f"IP:{address}" for address in sorted(addresses)],
    )
    to_nodes, to_nodes_key = cluster.authority.issue("kube-apiserver-client", "/O=system:masters/CN=kube-apiserver")
    flags = [
        f"--etcd-servers=http://127.0.0.1:{cluster.port('etcd')}",
        f"--bind-address={cluster.address}",
        f"--secure-port={cluster.port('kube-apiserver')}",
        f"--tls-cert-file={certificate}",
        f"--tls-private-key-file={key}",
        f"--client-ca-file={cluster.ca}",
        f"--token-auth-file={cluster.tokens}",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--allow-privileged=true",
        "--profiling=false",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-signing-key-file={cluster.service_accounts[1]}",
        f"--service-account-key-file={cluster.service_accounts[0]}",
        f"--service-cluster-ip-range={cluster.services}",
        f"--kubelet-client-certificate={to_nodes}",
        f"--kubelet-client-key={to_nodes_key}",
        f"--kubelet-certificate-authority={cluster.ca}",
        "--kubelet-preferred-address-types=InternalIP",
    ]
    if cluster.address.startswith("127."):
        # No endpoint may be a loopback address, so the service "kubernetes" stays without one.
        flags += ["--endpoint-reconciler-type=none"]
    return flags


def kube_controller_manager(cluster):
    return [
        f"--kubeconfig={cluster.kubeconfig_of('kube-controller-manager', '/CN=system:kube-controller-manager')}",
        "--secure-port=0",  # nobody asks it anything
        "--leader-elect=false",
        "--use-service-account-credentials=true",
        f"--root-ca-file={cluster.ca}",
        f"--service-account-private-key-file={cluster.service_accounts[1]}",
        f"--cluster-signing-cert-file={cluster.ca}",
        f"--cluster-signing-key-file={cluster.authority.key}",
        # With the default of 20 a second, the first namespace waits five seconds for its service account.
        "--kube-api-qps=500",
        "--kube-api-burst=1000",
        "--allocate-node-cidrs=true",
        "--cluster-cidr=10.244.0.0/16",
        f"--service-cluster-ip-range={cluster.services}",
        "--profiling=false",
    ]


def kube_scheduler(cluster):
    return [
        f"--kubeconfig={cluster.kubeconfig_of('kube-scheduler', '/CN=system:kube-scheduler')}",
        "--secure-port=0",
        "--leader-elect=false",
        "--profiling=false",
    ]
