{{- define "storeyard.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "storeyard.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Readiness and liveness both mean this very process: no answer of Redis or the cluster restarts a pod. */}}
{{- define "storeyard.probes" -}}
startupProbe:
  httpGet: {path: /livez, port: http}
  periodSeconds: 2
  failureThreshold: 30
livenessProbe:
  httpGet: {path: /livez, port: http}
  periodSeconds: 5
  timeoutSeconds: 3
  failureThreshold: 4
readinessProbe:
  httpGet: {path: /readyz, port: http}
  periodSeconds: 5
  timeoutSeconds: 3
{{- end }}

{{/*
The Deployment of one process.
root, component, values, port, token (whether it talks to the API server), secrets (list of {name, key, path}), grace.
*/}}
{{- define "storeyard.process" -}}
{{- $chart := .root -}}
{{- $scope := dict "root" $chart "component" .component -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: storeyard-{{ .component }}
  namespace: {{ $chart.Release.Namespace }}
  labels: {{- include "storeyard.labels" $scope | nindent 4 }}
spec:
  {{- if not (dig "autoscaling" "enabled" false .values) }}
  replicas: {{ .values.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  strategy:
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  selector:
    matchLabels: {{- include "storeyard.selector" $scope | nindent 6 }}
  template:
    metadata:
      labels: {{- include "storeyard.labels" $scope | nindent 8 }}
      annotations:
        checksum/settings: {{ include (print $chart.Template.BasePath "/settings.yaml") $chart | sha256sum }}
        checksum/principals: {{ toJson $chart.Values.auth | sha256sum }}
    spec:
      serviceAccountName: storeyard-{{ .component }}
      automountServiceAccountToken: {{ .token }}
      enableServiceLinks: false # a Service's STOREYARD_API_PORT=tcp://… would look like a setting
      terminationGracePeriodSeconds: {{ .grace }}
      {{- with $chart.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      securityContext: {{- include "storeyard.podSecurity" 10001 | nindent 8 }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "storeyard.selector" $scope | nindent 14 }}
      containers:
        - name: {{ .component }}
          image: {{ include "storeyard.image" (dict "image" $chart.Values.image "appVersion" $chart.Chart.AppVersion) }}
          imagePullPolicy: {{ $chart.Values.image.pullPolicy }}
          args: [services.{{ .component }}]
          envFrom:
            - configMapRef: {name: storeyard-settings}
          env:
            - name: STOREYARD_PROCESS_NAME
              valueFrom: {fieldRef: {fieldPath: metadata.name}}
          ports:
            - {name: http, containerPort: {{ .port }}}
          {{- include "storeyard.probes" . | nindent 10 }}
          resources: {{- toYaml .values.resources | nindent 12 }}
          securityContext: {{- include "storeyard.containerSecurity" . | nindent 12 }}
          volumeMounts:
            - {name: secrets, mountPath: /run/secrets/storeyard, readOnly: true}
            - {name: tmp, mountPath: /tmp}
      volumes:
        - name: secrets
          projected:
            defaultMode: 0440
            sources:
              {{- range .secrets }}
              - secret: {name: {{ .name }}, items: [{key: {{ .key }}, path: {{ .path }}}]}
              {{- end }}
        - name: tmp
          emptyDir: {sizeLimit: 64Mi}
{{- end }}

{{- define "storeyard.valkeyAnswers" -}}
command:
  - sh
  - -c
  - REDISCLI_AUTH="$(cat /run/secrets/storeyard/redis-password)" valkey-cli ping | grep -qx PONG
{{- end }}
