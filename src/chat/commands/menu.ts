import type { MenuCommand } from '../../ports/chat.ts';
import type { Command } from './command.ts';

/** What a platform's menu shows, in every language that we have words for; English where there are none. */
export function menuOf(commands: readonly Command[]): MenuCommand[] {
  return commands.map(({ name, description }) => ({ name, description, ...localized(name) }));
}

function localized(name: string): Pick<MenuCommand, 'localized'> {
  const words = WORDS[name];
  if (!words) return {};
  const [de, fr, es] = words;
  return { localized: { de, fr, es } };
}

/** German, French, Spanish; at most 100 characters each, as Discord allows. */
const WORDS: Readonly<Record<string, readonly [de: string, fr: string, es: string]>> = {
  start: ['Hallo sagen und sehen, was du schreiben kannst', 'Dire bonjour et voir quoi écrire', 'Saludar y ver qué escribir'],
  help: ['Jeden Befehl mit einem Beispiel sehen', 'Voir chaque commande avec un exemple', 'Ver cada comando con un ejemplo'],
  today: [
    'Was heute ansteht: Erinnerungen, Aufgaben, was zuerst',
    "Ce qu'il y a aujourd'hui : rappels, tâches, priorités",
    'Lo que hay hoy: recordatorios, tareas, prioridades',
  ],
  agenda: [
    'Alles mit einem Datum in den nächsten sieben Tagen',
    'Tout ce qui a une date dans les sept prochains jours',
    'Todo lo que tiene fecha en los próximos siete días',
  ],
  brief: [
    'Deine Übersicht jetzt; die vom Morgen kommt trotzdem',
    'Ton résumé maintenant ; celui du matin vient quand même',
    'Tu resumen ahora; el de la mañana llega igual',
  ],
  review: [
    'Was heute erledigt wurde, was übrig ist, und morgen',
    "Ce qui a été fait aujourd'hui, ce qui reste, et demain",
    'Lo hecho hoy, lo que queda y mañana',
  ],
  tasks: [
    'Deine Aufgaben, die dringendsten zuerst; neue anlegen, erledigte abhaken',
    'Tes tâches, les plus pressantes en premier ; en ajouter ou en terminer une',
    'Tus tareas, las más urgentes primero; añadir o completar una',
  ],
  remind: [
    'Erinnert dich einmal oder immer wieder; allein: deine Erinnerungen',
    'Te rappelle une fois ou régulièrement ; seule, elle liste tes rappels',
    'Te recuerda una vez o siempre; solo, muestra tus recordatorios',
  ],
  rate: [
    'Sagen, wie nützlich ein Überblick oder eine Nachricht war',
    "Dire si un bulletin ou une nouvelle t'a été utile",
    'Decir si un resumen o una noticia fue útil',
  ],
  focus: [
    'Alle Neuigkeiten eine Weile zurückhalten, außer was du erlaubst',
    'Retenir les nouvelles un moment, sauf ce que tu permets',
    'Retener las novedades un rato, salvo lo que permitas',
  ],
  watch: [
    'Feeds und Seiten auf Neues zu einer Sache beobachten',
    'Surveiller des flux et des pages sur un sujet',
    'Vigilar canales y páginas sobre un asunto',
  ],
  workflow: [
    'Arbeit, die von selbst läuft: anlegen, prüfen, anhalten, Läufe sehen',
    'Le travail qui se fait seul : créer, essayer, suspendre, voir',
    'Trabajo que va solo: crear, probar, pausar, ver sus pasos',
  ],
  mail: [
    'Was seit gestern im Posteingang ankam',
    'Ce qui est arrivé dans ta boîte depuis hier',
    'Lo que llegó a tu bandeja desde ayer',
  ],
  notes: [
    'Notizen und Aufgaben eines Gesprächs, aus Mitschrift oder Aufnahme',
    "Notes et tâches d'une conversation, de sa transcription ou son enregistrement",
    'Notas y tareas de una conversación, de su transcripción o grabación',
  ],
  news: ['Alle Neuigkeiten seit gestern', 'Toutes les nouvelles depuis hier', 'Todas las novedades desde ayer'],
  remember: ['Etwas für immer merken', 'Retenir quelque chose pour de bon', 'Guardar algo para siempre'],
  find: ['Alles Gesagte und Gemerkte durchsuchen', 'Chercher dans tout ce qui a été dit', 'Buscar en todo lo dicho y guardado'],
  forget: [
    'Verbergen, was diese Worte enthält, und einen Tag später löschen',
    "Cacher ce qui contient ces mots, l'effacer un jour après",
    'Ocultar lo que contiene estas palabras y borrarlo un día después',
  ],
  memory: [
    'Sehen, was ich mir gemerkt habe; es berichtigen, anheften, vergessen',
    'Voir ce que je retiens ; le corriger, épingler ou oublier',
    'Ver lo que recuerdo; corregirlo, fijarlo u olvidarlo',
  ],
  private: [
    'Ohne Aufzeichnung reden: nichts davon bleibt im Gedächtnis',
    "Parler sans trace : rien de ce qui suit n'est retenu",
    'Hablar sin dejar rastro: no recuerdo nada de lo que sigue',
  ],
  why: [
    'Erfahren, warum ich etwas gesagt oder getan habe',
    "Savoir pourquoi j'ai dit ou fait quelque chose",
    'Saber por qué dije o hice algo',
  ],
  undo: ['Das Letzte zurücknehmen', 'Annuler la dernière action', 'Deshacer lo último'],
  stop: [
    'Beenden, was läuft, und alle offenen Karten schließen',
    'Arrêter ce qui est en cours et fermer les cartes ouvertes',
    'Parar lo que esté en marcha y cerrar las tarjetas abiertas',
  ],
  settings: [
    'Deine Einstellungen und dein Profil sehen und ändern',
    'Voir et changer tes réglages et ton profil',
    'Ver y cambiar tus ajustes y tu perfil',
  ],
  link: [
    'Mich auch aus einer anderen App benutzen, mit demselben Gedächtnis',
    "M'utiliser aussi depuis une autre application, avec la même mémoire",
    'Usarme también desde otra aplicación, con la misma memoria',
  ],
  unlink: [
    'Deine verknüpften Konten sehen und eines entfernen',
    'Voir tes comptes liés et en retirer un',
    'Ver tus cuentas vinculadas y quitar una',
  ],
  connect: [
    'Deinen Kalender verbinden, oder sehen, was verbunden ist',
    'Relier ton calendrier, ou voir ce qui est relié',
    'Conectar tu calendario, o ver qué está conectado',
  ],
  invite: [
    'Jemanden einlassen, mit eigenem Assistenten (nur für den Betreiber)',
    "Laisser entrer quelqu'un, avec son propre assistant (pour l'exploitant)",
    'Dejar entrar a alguien, con su propio asistente (solo quien lo opera)',
  ],
  share: [
    'Jemanden deinen Tag und deine Aufgaben sehen oder daran helfen lassen',
    "Laisser quelqu'un voir ta journée et tes tâches, ou y aider",
    'Dejar que alguien vea tu día y tus tareas, o ayude con ellas',
  ],
  as: [
    'Tag und Aufgaben von jemandem, der sie mit dir teilt',
    "La journée et les tâches de quelqu'un qui les partage avec toi",
    'El día y las tareas de alguien que los comparte contigo',
  ],
  free: [
    'Wann du frei bist: für ruhige Arbeit und für Treffen',
    'Quand tu es libre : pour travailler au calme et pour des réunions',
    'Cuándo estás libre: para trabajar con calma y para reuniones',
  ],
  plan: [
    'Legt Wichtiges in deine Fokuszeiten; du siehst es vorher',
    "Place l'important dans tes moments de concentration ; tu le vois avant",
    'Pone lo importante en tus horas de concentración; lo ves antes',
  ],
  optimise: [
    'Ordnet an einem Tag, was nur dich betrifft; du siehst es vorher',
    "Met de l'ordre dans ce qui, d'une journée, n'est qu'à toi ; tu le vois avant",
    'Ordena lo que en un día es solo tuyo; lo ves antes',
  ],
  conflicts: [
    'Was sich in den nächsten zwei Wochen überschneidet, und was zu tun ist',
    'Ce qui se chevauche dans les deux prochaines semaines, et que faire',
    'Lo que coincide en las próximas dos semanas, y qué hacer',
  ],
  cards: [
    'Hier zeigen, was auf deinen Druck wartet',
    'Montrer ici ce qui attend ta réponse',
    'Mostrar aquí lo que espera tu respuesta',
  ],
  export: [
    'Alles, was ich über dich habe, als eine Datei',
    'Tout ce que je garde sur toi, en un seul fichier',
    'Todo lo que guardo sobre ti en un archivo',
  ],
  audit: [
    'Sehen, was mit deinen Daten geschah, und dass der Nachweis ganz ist',
    'Voir ce qui a été fait de tes données, et que le registre est entier',
    'Ver qué se hizo con tus datos y que el registro está íntegro',
  ],
  status: [
    'Sehen, was verbunden ist und wie es mir geht',
    'Voir ce qui est connecté et comment je vais',
    'Ver qué está conectado y cómo estoy',
  ],
};
