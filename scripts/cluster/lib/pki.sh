# Certificates and kubeconfigs of one cluster (sourced by up.sh; works in the current folder).
# shellcheck shell=bash

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }

new_authority() {
  new_key ca
  openssl req -x509 -key ca.key -days 30 -subj /CN=storeyard-cluster-ca -out ca.crt
}

# new_certificate NAME SUBJECT [SAN]: the subject is the identity; CN is the user and each O a group.
new_certificate() {
  new_key "$1"
  openssl req -new -key "$1.key" -subj "$2" |
    openssl x509 -req -CA ca.crt -CAkey ca.key -days 30 -out "$1.crt" 2>/dev/null \
      -extfile <(printf 'extendedKeyUsage=serverAuth,clientAuth\n%s\n' "${3:+subjectAltName=$3}")
}

# new_kubeconfig NAME FILE: certificates are embedded, so that the file works wherever it is copied.
new_kubeconfig() {
  cat >"$2" <<YAML
apiVersion: v1
kind: Config
current-context: $CLUSTER
contexts: [{name: $CLUSTER, context: {cluster: $CLUSTER, user: $1}}]
clusters:
- name: $CLUSTER
  cluster: {server: "https://$NODE_IP:$API_PORT", certificate-authority-data: $(base64 -w0 ca.crt)}
users:
- name: $1
  user: {client-certificate-data: $(base64 -w0 "$1.crt"), client-key-data: $(base64 -w0 "$1.key")}
YAML
}

# Each component has an identity of its own, as in any cluster: it can do no more than its built-in role allows, and the
# audit log shows who did what. kwok has no built-in role.
make_pki() {
  local name
  new_authority
  new_certificate apiserver /CN=kube-apiserver \
    "IP:$NODE_IP,IP:127.0.0.1,IP:$FIRST_SERVICE_IP,DNS:kubernetes.default.svc,DNS:kubernetes.default,DNS:kubernetes"
  new_certificate apiserver-kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
  new_certificate controller-manager /CN=system:kube-controller-manager
  new_certificate scheduler /CN=system:kube-scheduler
  new_certificate kwok /O=system:masters/CN=kwok
  new_certificate admin /O=system:masters/CN=admin
  new_key service-account
  for name in controller-manager scheduler kwok; do
    new_kubeconfig "$name" "$name.kubeconfig"
  done
  new_kubeconfig admin "$KUBECONFIG"
}
