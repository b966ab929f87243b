{{/*
Confines the worker (law 2): to namespaces of stores of this installation, and inside them to objects that
carry that namespace's uid, so that a worker that slept while its store was deleted and the name given away writes
nothing any more. It is about requests of the worker's ServiceAccount only.
*/}}
{{- define "storeyard.admission" -}}
{{- $installation := .root.Values.installation -}}
{{- $labels := include "storeyard.labels" (dict "root" .root "component" "worker") -}}
{{- $namespaces := include "storeyard.clusterName" (dict "root" .root "name" "worker-namespaces") -}}
{{- $objects := include "storeyard.clusterName" (dict "root" .root "name" "worker-objects") -}}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: {{ $namespaces }}
  labels: {{- $labels | nindent 4 }}
  annotations: {{- toYaml .annotations | nindent 4 }}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - apiGroups: [""]
        apiVersions: ["*"]
        operations: [CREATE, UPDATE, DELETE]
        resources: [namespaces, namespaces/*]
        scope: Cluster
  matchConditions:
    - name: is-the-worker
      expression: request.userInfo.username == '{{ include "storeyard.workerUser" .root }}'
  variables:
    - name: new
      expression: "object == null ? {} : (has(object.metadata.labels) ? object.metadata.labels : {})"
    - name: old
      expression: "oldObject == null ? {} : (has(oldObject.metadata.labels) ? oldObject.metadata.labels : {})"
    - name: newIsAStore
      expression: >-
        variables.new[?'app.kubernetes.io/managed-by'].orValue('') == 'storeyard' &&
        variables.new[?'app.kubernetes.io/part-of'].orValue('') == '{{ $installation }}' &&
        variables.new[?'storeyard.dev/uid'].orValue('') != '' &&
        request.name == 'store-' + variables.new[?'storeyard.dev/store'].orValue('')
    - name: oldIsAStore
      expression: >-
        variables.old[?'app.kubernetes.io/managed-by'].orValue('') == 'storeyard' &&
        variables.old[?'app.kubernetes.io/part-of'].orValue('') == '{{ $installation }}' &&
        variables.old[?'storeyard.dev/uid'].orValue('') != '' &&
        request.name == 'store-' + variables.old[?'storeyard.dev/store'].orValue('')
  validations:
    - expression: oldObject == null || variables.oldIsAStore
      reason: Forbidden
      message: the worker may touch no namespace but the stores of its installation; this one is not labelled as such
    - expression: object == null || variables.newIsAStore
      reason: Forbidden
      message: the worker's namespaces are named store-<name> and labelled managed-by, part-of, store and uid accordingly
    - expression: >-
        object == null || oldObject == null ||
        variables.new[?'storeyard.dev/uid'].orValue('') == variables.old[?'storeyard.dev/uid'].orValue('')
      reason: Forbidden
      message: a store's namespace keeps its storeyard.dev/uid
    - expression: object == null || variables.new[?'pod-security.kubernetes.io/enforce'].orValue('') == 'restricted'
      reason: Forbidden
      message: a store's namespace enforces the restricted Pod Security standard
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ $namespaces }}
  labels: {{- $labels | nindent 4 }}
  annotations: {{- toYaml .bindingAnnotations | nindent 4 }}
spec:
  policyName: {{ $namespaces }}
  validationActions: [Deny]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: {{ $objects }}
  labels: {{- $labels | nindent 4 }}
  annotations: {{- toYaml .annotations | nindent 4 }}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - apiGroups: ["*"]
        apiVersions: ["*"]
        operations: [CREATE, UPDATE, DELETE, CONNECT]
        resources: ["*/*"]
        scope: Namespaced
  matchConditions:
    - name: is-the-worker
      expression: request.userInfo.username == '{{ include "storeyard.workerUser" .root }}'
  variables:
    - name: home
      expression: "namespaceObject != null && has(namespaceObject.metadata.labels) ? namespaceObject.metadata.labels : {}"
    - name: uid
      expression: variables.home[?'storeyard.dev/uid'].orValue('')
    - name: homeIsAStore
      expression: >-
        variables.home[?'app.kubernetes.io/managed-by'].orValue('') == 'storeyard' &&
        variables.home[?'app.kubernetes.io/part-of'].orValue('') == '{{ $installation }}' &&
        variables.uid != '' &&
        request.namespace == 'store-' + variables.home[?'storeyard.dev/store'].orValue('')
  validations:
    - expression: variables.homeIsAStore
      reason: Forbidden
      message: the worker writes only into the namespaces of its installation's stores
    - expression: request.operation != 'CONNECT'
      reason: Forbidden
      message: the worker opens no connections into pods
    - expression: >-
        request.operation == 'CONNECT' || object == null ||
        (has(object.metadata.labels) && object.metadata.labels[?'storeyard.dev/uid'].orValue('') == variables.uid)
      reason: Forbidden
      message: the object's label storeyard.dev/uid is not its namespace's
    # An object of ours that lost its label is repaired; one of another store's is never touched, nor deleted unlabelled.
    - expression: >-
        request.operation == 'CONNECT' || oldObject == null ||
        (has(oldObject.metadata.labels) ? oldObject.metadata.labels[?'storeyard.dev/uid'].orValue('') : '') in
        (request.operation == 'DELETE' ? [variables.uid] : [variables.uid, ''])
      reason: Forbidden
      message: the object that is there carries another storeyard.dev/uid than its namespace
    - expression: >-
        request.resource.resource != 'rolebindings' || object == null ||
        (object.roleRef.kind == 'ClusterRole' && object.roleRef.name == 'storeyard-store-manager' &&
        has(object.subjects) && object.subjects.size() == 1 &&
        object.subjects[0].kind == 'ServiceAccount' && object.subjects[0].name == 'storeyard-worker' &&
        has(object.subjects[0].namespace) && object.subjects[0].namespace == '{{ .root.Release.Namespace }}')
      reason: Forbidden
      message: the worker binds storeyard-store-manager, and only to itself
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ $objects }}
  labels: {{- $labels | nindent 4 }}
  annotations: {{- toYaml .bindingAnnotations | nindent 4 }}
spec:
  policyName: {{ $objects }}
  validationActions: [Deny]
{{- end }}
