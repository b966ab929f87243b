// Not built: up.sh takes the definitions of Gateway API's kinds out of this module (config/crd/standard).
module storeyard.dev/cluster/gateway-api

go 1.26.0

require sigs.k8s.io/gateway-api v1.6.3
